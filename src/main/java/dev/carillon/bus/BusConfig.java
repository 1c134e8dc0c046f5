package dev.carillon.bus;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Redis as the bell rope between the pods. */
@ConfigMapping(prefix = "carillon.bus")
public interface BusConfig {

    /** How pods tell each other what they have committed. */
    enum Type {
        /** Through Redis. */
        REDIS,
        /** Not at all: there is one pod. */
        LOCAL
    }

    /**
     * {@code redis}: pods tell each other through Redis. {@code local}: there is one pod, and no Redis is used for
     * anything. Sessions of an Express application are then not accepted ({@code carillon.session.secrets} must not be
     * set), stream tickets do not survive a restart, and the other keys below do nothing.
     */
    @WithDefault("redis")
    Type type();

    /** How pods know that what comes over the bus is from one of them. */
    enum Authentication {
        /** By a MAC with one of the secrets. */
        HMAC,
        /** Not at all: whoever can write to Redis is believed. */
        OFF
    }

    /**
     * What the pods authenticate their messages with, at least 32 bytes each, separated by commas: the first signs, all
     * verify. To replace one without loss: append the new one on all pods, then put it first, then drop the old one.
     */
    Optional<List<String>> secrets();

    /**
     * {@code hmac}: only messages that one of the secrets has signed are believed, and without a secret the pod does not
     * start. {@code off}: whoever can write to Redis is believed; said at every start.
     */
    @WithDefault("hmac")
    Authentication authentication();

    /**
     * For how long a message that is not judged by its place in the log is believed after it was made, so that none can
     * be recorded and said again later. The pods' clocks must not differ by more.
     */
    @WithDefault("30s")
    Duration maxAge();

    /** The largest message, in bytes, that is sent or received; notifications beyond it come from the database. */
    @WithDefault("1048576")
    int maxMessageBytes();

    /** Redis Cluster's sharded pub/sub ({@code SPUBLISH}, Redis 7): messages stay on the node of their channel. */
    @WithDefault("false")
    boolean sharded();

    /** How often a pod asks a Redis Cluster where its slots are, besides whenever something is not where it was. */
    @WithDefault("10s")
    Duration topologyRefresh();

    /** How often a pod publishes to itself, to prove that its subscription still delivers. */
    @WithDefault("1s")
    Duration probeInterval();

    /** How many probes in a row may go missing before the connections are made anew. */
    @WithDefault("3")
    int probeMisses();

    /** How long a connection to Redis may take to be made, greeting included, before another is tried. */
    @WithDefault("3s")
    Duration connectTimeout();

    /** The first pause before a lost connection is made again; doubles up to the longest, with full jitter. */
    @WithDefault("100ms")
    Duration reconnectMin();

    /** The longest pause before a lost connection is made again. */
    @WithDefault("2s")
    Duration reconnectMax();

    /** How many publishes may wait for Redis; further ones are dropped, counted, and healed by the position check. */
    @WithDefault("10000")
    int maxPendingPublishes();
}
