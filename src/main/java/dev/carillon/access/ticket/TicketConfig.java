package dev.carillon.access.ticket;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Stream tickets. */
@ConfigMapping(prefix = "carillon.tickets")
public interface TicketConfig {

    /** How long a ticket can be used, at most once. */
    @WithDefault("30s")
    Duration lifetime();

    /** Prefix of the ticket's digest in the Redis key. */
    @WithDefault("carillon:ticket:")
    String redisPrefix();

    /** How long Redis may take before it counts as unreachable. */
    @WithDefault("1s")
    Duration timeout();

    /** How many may wait at once on a pod without Redis, about 500 bytes each; further ones are answered 503. */
    @WithDefault("10000")
    int maxWithoutRedis();
}
