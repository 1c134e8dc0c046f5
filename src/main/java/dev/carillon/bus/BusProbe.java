package dev.carillon.bus;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Proves that the bus delivers: publishes a probe on the pod's own channel, through the same connections as everything
 * else, and expects it back. An open socket proves nothing: subscriptions have been seen to vanish without an error, and
 * a paused Redis still answers PING.
 *
 * <p>Owned by the bus's context, except for {@link #isAnswering}.
 */
final class BusProbe {

    private static final Logger LOG = Logger.getLogger(BusProbe.class);

    private static final String START = "probe ";
    // A process that has just ended with this name leaves one or two behind.
    private static final int TWIN = 4;
    private static final int MAX_ERROR = 200;

    private final BusConfig config;
    private final BusMetrics metrics;
    private final Consumer<byte[]> send;
    private final Runnable rebuild;
    // A probe of an earlier process with the same pod name proves nothing about this one.
    private final String run = UUID.randomUUID().toString();
    private long number;
    private long sentAt;
    private int misses;
    private volatile boolean answering;
    // Once for each silence, also for one from the start on.
    private boolean silenceTold;
    private int probesOfAnother;
    private String redisSays = "nothing";

    BusProbe(BusConfig config, BusMetrics metrics, Consumer<byte[]> send, Runnable rebuild) {
        this.config = config;
        this.metrics = metrics;
        this.send = send;
        this.rebuild = rebuild;
    }

    /** Whether the message is a pod ringing itself, as {@code probe <token>\n}. */
    static boolean isProbe(byte[] message) {
        int length = START.length();
        return message.length > length && START.equals(new String(message, 0, length, StandardCharsets.US_ASCII));
    }

    /** Call once per interval: counts the missing probe and sends the next one. */
    void tick() {
        if (number > 0) {
            misses++;
        }
        if (misses >= config.probeMisses()) {
            if (!silenceTold) {
                LOG.warnf(
                        "Bus is silent, delivering from the database: missedProbes=%d redisSays=%s", misses, redisSays);
                silenceTold = true;
            }
            answering = false;
            misses = 0;
            rebuild.run();
        }
        number++;
        sentAt = System.nanoTime();
        send.accept(token());
    }

    private byte[] token() {
        return (START + run + "-" + number + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    void onReturn(byte[] message) {
        if (!Arrays.equals(message, token())) {
            notice(message);
            return;
        }
        misses = -1;
        metrics.probeReturned(Duration.ofNanos(System.nanoTime() - sentAt));
        if (!answering) {
            LOG.info("Bus delivers");
        }
        answering = true;
        silenceTold = false;
        redisSays = "nothing";
    }

    /** Redis has answered a subscription or a message with an error, for lack of rights for instance. */
    void onError(String error) {
        redisSays = error.substring(0, Math.min(error.length(), MAX_ERROR));
    }

    /** Only pods of this name write to this channel, and each knows its own probes. */
    private void notice(byte[] probe) {
        boolean isOwn = new String(probe, StandardCharsets.US_ASCII).startsWith(START + run);
        if (!isOwn && ++probesOfAnother == TWIN) {
            LOG.warn("Another pod has the name of this one: console, logs and metrics cannot tell them apart."
                    + " Set carillon.pod-name");
        }
    }

    /** From any thread. */
    boolean isAnswering() {
        return answering;
    }
}
