package dev.carillon.publish;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of create requests. */
@ConfigMapping(prefix = "carillon.publish")
public interface PublishConfig {

    /**
     * How many notifications one transaction writes, unless a single request has more; later ones go into the next.
     * Larger transactions would lock the organizations' heads for longer than they save commits.
     */
    @WithDefault("500")
    int groupSize();

    /**
     * How many transactions over several organizations this pod runs at once. Fewer are larger and cheaper; more use
     * the time that others wait for the disk. Organizations that are written alone do not count.
     */
    @WithDefault("2")
    int writers();

    /**
     * How many organizations may wait for each running transaction before another one starts. A commit costs the same
     * for one request as for many. With 0, no request waits while a writer is free, and a busy pod spends most of its
     * transactions on single requests.
     */
    @WithDefault("8")
    int backlogPerWriter();

    /**
     * How long a writer for several organizations waits before a transaction less than half as large as the last one,
     * so that callers that were just answered can join it. 0 starts every transaction at once.
     */
    @WithDefault("PT0.0002S")
    Duration linger();

    /** How many create requests of one organization may wait for a transaction; further ones are answered 503. */
    @WithDefault("10000")
    int maxPending();

    /**
     * How much memory the waiting create requests of all organizations may take, estimated at two bytes per character;
     * further ones are answered 503.
     */
    @WithDefault("64M")
    MemorySize maxPendingBytes();

    /**
     * How long a create request may wait for its transaction to begin. Then it is answered 503 and never written. A
     * request whose transaction has begun is written or fails with it.
     */
    @WithDefault("2500ms")
    Duration deadline();

    /** The largest message text, in characters. */
    @WithDefault("16384")
    int maxMessageLength();

    /** The largest {@code data} object, in bytes of its compact JSON. */
    @WithDefault("16384")
    int maxDataBytes();

    /**
     * How deep objects and arrays may be nested in {@code data}, including the object itself. Messages around it add up
     * to eight levels, and some parsers stop at 64.
     */
    @WithDefault("50")
    int maxDataDepth();

    /** The largest body of all routes except the batch, whose limit is {@code quarkus.http.limits.max-body-size}. */
    @WithDefault("256K")
    MemorySize maxBodySize();
}
