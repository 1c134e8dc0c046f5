package dev.carillon.publish;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the way in. */
@ConfigMapping(prefix = "carillon.publish")
public interface PublishConfig {

    /**
     * How many notifications one transaction writes at the most; what arrives meanwhile goes into the next. More would
     * keep the organizations' heads locked for longer than it saves commits.
     */
    @WithDefault("500")
    int groupSize();

    /**
     * How many transactions of this pod write for several organizations at the same time. Fewer write more at once,
     * which is cheaper; more use the waits for the disk. An organization that is written alone does not count.
     */
    @WithDefault("2")
    int writers();

    /**
     * How many organizations may wait for each transaction that is under way before a further one is begun beside it.
     * A commit costs the same for one create as for many: with 0 a create never waits for another transaction while
     * there is a writer, and a busy pod spends most of its transactions on single creates.
     */
    @WithDefault("8")
    int backlogPerWriter();

    /**
     * How long a writer for several organizations waits before a transaction that would be less than half as large as the one before it, so that
     * callers who have just been answered can come back and go with it. 0 begins every transaction at once.
     */
    @WithDefault("PT0.0002S")
    Duration linger();

    /** How many creates of one organization may wait for their transaction; further ones are answered 503. */
    @WithDefault("10000")
    int maxPending();

    /**
     * How much memory the creates of all organizations may take that wait for their transaction, by an estimate of two
     * bytes a character; further ones are answered 503.
     */
    @WithDefault("64M")
    MemorySize maxPendingBytes();

    /**
     * How long a create may wait for its transaction to begin. Then it is answered 503 and never written; what a
     * transaction has begun with is written or fails with it.
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
     * How deep objects and arrays may be nested in {@code data}, the object itself included. What carries it adds up to
     * eight levels, and there are parsers that stop at 64.
     */
    @WithDefault("50")
    int maxDataDepth();

    /** The largest body of all routes but the batch, whose limit is {@code quarkus.http.limits.max-body-size}. */
    @WithDefault("64K")
    MemorySize maxBodySize();
}
