package dev.carillon.outgoing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Requests of a pod to servers that customers have named, such as receivers of webhooks. */
@ConfigMapping(prefix = "carillon.outgoing")
public interface OutgoingConfig {

    /** Whether addresses may begin with {@code http://}. With the profile {@code local} they may in any case. */
    @WithDefault("false")
    boolean allowHttp();

    /**
     * Networks that may be called although their addresses are not public, such as {@code 10.2.0.0/16,fd12:3456::/32}.
     */
    Optional<List<String>> allowNetworks();

    /** Hosts that may be called whatever their addresses are, by their exact names. */
    Optional<List<String>> allowHosts();

    /** A file of PEM certificates that servers are verified by, in place of those of the JDK. */
    Optional<String> certificates();

    /** How long a connection may take to be made. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** How long a request may take as a whole, from the lookup of the name to the end of the answer. */
    @WithDefault("15s")
    Duration timeout();

    /** How many bytes of an answer are read. The connection of a longer one is closed; its status counts. */
    @WithDefault("16384")
    int maxAnswerBytes();

    /** How many names may be looked up at once. */
    @WithDefault("16")
    int maxLookups();

    /** How many further lookups may wait. Requests beyond that fail, and are tried again as others that failed are. */
    @WithDefault("1024")
    int maxWaitingLookups();

    /** How many connections a pod may have to one server. */
    @WithDefault("64")
    int maxConnectionsPerServer();
}
