package dev.carillon.bus;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The bus between the pods: Redis pub/sub. */
@ConfigMapping(prefix = "carillon.bus")
public interface BusConfig {

    /** The connection between pods. */
    enum Type {
        /** Redis pub/sub. */
        REDIS,
        /** None: there is a single pod. */
        LOCAL
    }

    /**
     * {@code redis}: pods are connected by Redis. {@code local}: there is a single pod, and Redis is not used at
     * all. Sessions of an Express application are then not accepted ({@code carillon.session.secrets} must not be
     * set), stream tickets do not survive a restart, and the other keys below do nothing.
     */
    @WithDefault("redis")
    Type type();

    /** How pods recognize messages of other pods. */
    enum Authentication {
        /** By a MAC that is made with one of the secrets. */
        HMAC,
        /** Not at all: every message that Redis delivers is accepted. */
        OFF
    }

    /**
     * Secrets that authenticate the pods' messages, separated by commas, at least 32 bytes each. The first one signs,
     * all
     * verify. To replace a secret without loss: append the new one on all pods, then put it first, then drop the old
     * one.
     */
    Optional<List<String>> secrets();

    /**
     * {@code hmac}: only messages signed with one of the secrets are accepted; a pod without a secret does not start.
     * {@code off}: every message that Redis delivers is accepted; the pod logs a warning at every start.
     */
    @WithDefault("hmac")
    Authentication authentication();

    /**
     * Maximum age of a message without a notification id; older ones are rejected as replays. The pods' clocks must not
     * differ by more than this.
     */
    @WithDefault("30s")
    Duration maxAge();

    /** Largest message in bytes, sent or received. A larger notification is delivered from the database. */
    @WithDefault("1048576")
    int maxMessageBytes();

    /**
     * Uses the sharded pub/sub of Redis Cluster ({@code SPUBLISH}, Redis 7): messages stay on the node of their
     * channel.
     */
    @WithDefault("false")
    boolean sharded();

    /** How often a pod reads the slots of a Redis Cluster, in addition to each time that a slot has moved. */
    @WithDefault("10s")
    Duration topologyRefresh();

    /** How often a pod sends itself a probe, to prove that its subscription still delivers. */
    @WithDefault("1s")
    Duration probeInterval();

    /** Number of consecutive lost probes after which the connections are replaced. */
    @WithDefault("3")
    int probeMisses();

    /** Time limit for connecting to Redis, including the handshake, before the next attempt. */
    @WithDefault("3s")
    Duration connectTimeout();

    /** First pause before reconnecting; it doubles up to {@code reconnect-max}, with full jitter. */
    @WithDefault("100ms")
    Duration reconnectMin();

    /** Longest pause before reconnecting. */
    @WithDefault("2s")
    Duration reconnectMax();

    /**
     * Limit of publishes that wait for Redis. Further ones are dropped and counted; the position check delivers them.
     */
    @WithDefault("10000")
    int maxPendingPublishes();

    /** Limit of the bytes of all these messages together. Further ones are dropped and counted, too. */
    @WithDefault("16M")
    MemorySize maxPendingBytes();
}
