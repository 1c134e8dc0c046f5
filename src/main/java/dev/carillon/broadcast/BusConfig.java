package dev.carillon.broadcast;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Redis as the bell rope between the pods. */
@ConfigMapping(prefix = "carillon.bus")
public interface BusConfig {

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
