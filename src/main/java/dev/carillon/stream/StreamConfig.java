package dev.carillon.stream;

import dev.carillon.socket.SocketLimits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The open connections. */
@ConfigMapping(prefix = "carillon.stream")
public interface StreamConfig {

    /**
     * Interval of keep-alives on each stream, at least one second. It must be shorter than the idle timeout of every
     * proxy.
     */
    @WithDefault("30s")
    Duration keepAlive();

    /**
     * How long a client may take no byte before its connection is closed; it resumes by its cursor. Slow readers are
     * not closed. Over HTTP/2, and on systems other than Linux: how long a client may stay behind.
     */
    @WithDefault("60s")
    Duration stallTimeout();

    /**
     * How long a peer's kernel may leave sent data unacknowledged. It is checked with each keep-alive, so a client that
     * vanished silently is dropped after two of them at most. Linux only; other kernels give up after many minutes.
     */
    @WithDefault("20s")
    Duration unreachableTimeout();

    /** Minimum pause before browsers reconnect; the pause is random per connection. */
    @WithDefault("2s")
    Duration retryMin();

    /** Maximum pause before browsers reconnect. */
    @WithDefault("8s")
    Duration retryMax();

    /**
     * The kernel's send buffer for a stream, in bytes. With the kernel's default, a client that stops reading takes up
     * to 4 MB before it counts as full.
     */
    @WithDefault("131072")
    int sendBufferBytes();

    /** Number of unsent bytes above which a connection counts as full, and its client as behind. */
    @WithDefault("65536")
    int writeBufferHigh();

    /** Number of unsent bytes below which a full connection takes more. */
    @WithDefault("16384")
    int writeBufferLow();

    default SocketLimits socketLimits() {
        return new SocketLimits(sendBufferBytes(), writeBufferLow(), writeBufferHigh(), unreachableTimeout());
    }

    /**
     * Whether clients that accept gzip get compressed streams. An event is compressed once for all of them, and only if
     * it is longer than a packet.
     */
    @WithDefault("true")
    boolean gzip();

    /** Maximum age of a connection, plus or minus a fifth. Reconnects balance the pods after one was added. */
    @WithDefault("30m")
    Duration maxAge();

    /** Maximum time that a poll may ask to wait. It must be shorter than the idle timeout of every proxy. */
    @WithDefault("60s")
    Duration maxPollWait();

    /** Time limit of an orderly end, after which the connection is dropped. */
    @WithDefault("5s")
    Duration endTimeout();

    /** Maximum number of streams that a pod opens per second. Further ones are answered with 200, retry and close. */
    @WithDefault("2000")
    int opensPerSecond();

    /** Minimum pause before clients that were rejected in this way reconnect. */
    @WithDefault("5s")
    Duration busyRetryMin();

    /** Maximum pause before clients that were rejected in this way reconnect. */
    @WithDefault("30s")
    Duration busyRetryMax();

    /** Maximum number of streams of a user on one pod. One more closes the oldest. */
    @WithDefault("8")
    int maxPerUser();

    /**
     * Pause before the page whose stream was closed in this way reconnects: nine tabs must not take turns every few
     * seconds.
     */
    @WithDefault("2m")
    Duration crowdedRetry();

    /**
     * Maximum number of streams on a pod. Further ones are answered with 200, retry and close, and find another pod.
     */
    @WithDefault("50000")
    int maxPerPod();

    /**
     * The time over which pages spread the reload of their lists after the database's history has forked. All of them are
     * told at once, and the database has just come back.
     */
    @WithDefault("10s")
    Duration reloadSpread();

    /** How long a client with {@code ack=required} may leave a notification unacknowledged. */
    @WithDefault("30s")
    Duration ackTimeout();

    /**
     * Random, because browsers reconnect after exactly this time: streams that ended together would return together.
     */
    default long randomRetryMillis() {
        return ThreadLocalRandom.current()
                .nextLong(retryMin().toMillis(), retryMax().toMillis() + 1);
    }

    /** The same for clients that were rejected because too many connected at once. */
    default long randomBusyRetryMillis() {
        return ThreadLocalRandom.current()
                .nextLong(busyRetryMin().toMillis(), busyRetryMax().toMillis() + 1);
    }

    /** Spread by a fifth, so that connections that were opened together do not end together. */
    default long randomMaxAgeNanos() {
        return (long) (maxAge().toNanos() * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
    }
}
