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
     * How often each connection is sent a keep-alive, each second at most; must be shorter than the idle time-out of every
     * proxy.
     */
    @WithDefault("30s")
    Duration keepAlive();

    /**
     * How long a client may take no byte before its connection is closed; it resumes by its cursor. Who reads slowly is
     * not closed. Over HTTP/2, and elsewhere than on Linux: how long it may stay behind.
     */
    @WithDefault("60s")
    Duration stallTimeout();

    /**
     * How long a peer's kernel may leave what was sent unacknowledged. Looked at with each keep-alive, so that a client
     * that vanished without a word is let go after two of them at most. Linux only; elsewhere the kernel gives up by
     * itself, after many minutes.
     */
    @WithDefault("20s")
    Duration unreachableTimeout();

    /** The shortest pause that browsers are told to make before they reconnect; drawn at random per connection. */
    @WithDefault("2s")
    Duration retryMin();

    /** The longest pause that browsers are told to make before they reconnect. */
    @WithDefault("8s")
    Duration retryMax();

    /**
     * The kernel's send buffer for a stream, in bytes. With the kernel's own choice a client that stops reading takes
     * up to 4 MB before anybody notices.
     */
    @WithDefault("131072")
    int sendBufferBytes();

    /** Above this many unsent bytes a connection counts as full, and its client as behind. */
    @WithDefault("65536")
    int writeBufferHigh();

    /** Below this many unsent bytes a full connection takes more. */
    @WithDefault("16384")
    int writeBufferLow();

    default SocketLimits socketLimits() {
        return new SocketLimits(sendBufferBytes(), writeBufferLow(), writeBufferHigh(), unreachableTimeout());
    }

    /**
     * Whether clients that accept gzip get compressed streams. An event is compressed once for all of them, and only one
     * that is longer than a packet.
     */
    @WithDefault("true")
    boolean gzip();

    /** How long a connection lives, plus or minus a fifth; reconnecting levels the pods after one was added. */
    @WithDefault("30m")
    Duration maxAge();

    /** How long an orderly end may take before the connection is dropped. */
    @WithDefault("5s")
    Duration endTimeout();

    /** How many streams a pod opens per second; further ones are answered 200, retry, close. */
    @WithDefault("2000")
    int opensPerSecond();

    /** The shortest pause for clients that come in such a moment. */
    @WithDefault("5s")
    Duration busyRetryMin();

    /** The longest pause for clients that come in such a moment. */
    @WithDefault("30s")
    Duration busyRetryMax();

    /** How many streams a user may have on one pod; one more closes the oldest. */
    @WithDefault("8")
    int maxPerUser();

    /** How long the page whose stream was closed so is told to wait: nine tabs must not take turns every few seconds. */
    @WithDefault("2m")
    Duration crowdedRetry();

    /** How many streams a pod holds; further ones are answered 200, retry, close, and find another pod. */
    @WithDefault("50000")
    int maxPerPod();

    /** How long a client that asked for {@code ack=required} may leave a notification unacknowledged. */
    @WithDefault("30s")
    Duration ackTimeout();

    /** Random, because browsers reconnect after exactly this time: what was cut at once would return at once. */
    default long randomRetryMillis() {
        return ThreadLocalRandom.current()
                .nextLong(retryMin().toMillis(), retryMax().toMillis() + 1);
    }

    /** The same for clients that came in a moment of too many. */
    default long randomBusyRetryMillis() {
        return ThreadLocalRandom.current()
                .nextLong(busyRetryMin().toMillis(), busyRetryMax().toMillis() + 1);
    }

    /** Spread by a fifth, so that connections which were opened together do not end together. */
    default long randomMaxAgeNanos() {
        return (long) (maxAge().toNanos() * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
    }
}
