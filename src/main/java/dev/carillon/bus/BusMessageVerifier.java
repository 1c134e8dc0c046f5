package dev.carillon.bus;

import dev.carillon.bus.BusSeal.Opened;
import dev.carillon.bus.BusSeal.Ours;
import dev.carillon.bus.BusSeal.Rejected;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Accepts messages that are authentic, complete and fresh, and counts the others. No exception escapes: it would break
 * the parser of the connection, and with it all later messages.
 *
 * <p>Replays do no harm. A notification is accepted by its id in the log and a probe by its number; everything else is
 * accepted once, and only for {@code carillon.bus.max-age} after it was made.
 *
 * <p>Owned by the bus's context.
 */
public final class BusMessageVerifier {

    private final BusSeal seal;
    private final BusRejectionCounter rejectionCounter;
    private final Clock clock;
    private final int maxBytes;
    private final long maxAgeMicros;
    private final ReplayCache replays;
    private final Predicate<byte[]> isHarmlessTwice;

    /** @param isHarmlessTwice whether a body does no harm when it is heard again, whenever that is */
    public BusMessageVerifier(
            BusSeal seal, BusConfig config, BusMetrics metrics, Clock clock, Predicate<byte[]> isHarmlessTwice) {
        this.seal = seal;
        this.rejectionCounter = metrics.rejectionCounter();
        this.clock = clock;
        this.isHarmlessTwice = isHarmlessTwice;
        this.maxBytes = config.maxMessageBytes();
        this.maxAgeMicros = micros(config.maxAge());
        this.replays = new ReplayCache(maxAgeMicros, metrics::replayForgotten);
    }

    private static long micros(Duration duration) {
        return duration.toMillis() * 1_000;
    }

    /** Signs a message of this pod for a channel. */
    Buffer seal(String channel, byte[] body) {
        return seal.seal(channel, body);
    }

    /** Whether other pods would accept a body of this length. From any thread. */
    boolean fits(byte[] body) {
        return body.length <= maxBytes - BusSeal.HEAD_BYTES;
    }

    /** Never throws. */
    public void receive(String channel, Buffer message, Consumer<byte[]> receiver) {
        try {
            Opened opened = open(channel, message);
            if (opened instanceof Ours ours) {
                receiver.accept(ours.body());
            } else if (opened instanceof Rejected rejected) {
                rejectionCounter.count(rejected.reason(), channel);
            }
        } catch (RuntimeException e) {
            rejectionCounter.failed(channel, e);
        }
    }

    private Opened open(String channel, Buffer message) {
        if (message == null) {
            return new Rejected(BusRejection.MALFORMED);
        }
        if (message.length() > maxBytes) {
            return new Rejected(BusRejection.OVERSIZED);
        }
        Opened opened = seal.open(channel, message);
        return opened instanceof Ours ours && !isHarmlessTwice(ours.body()) ? saidNow(ours) : opened;
    }

    private boolean isHarmlessTwice(byte[] body) {
        return BusProbe.isProbe(body) || isHarmlessTwice.test(body);
    }

    private Opened saidNow(Ours ours) {
        long now = micros(Duration.ofMillis(clock.millis()));
        long age = now - ours.madeAtMicros();
        if (age > maxAgeMicros || age < -maxAgeMicros) {
            return new Rejected(BusRejection.STALE);
        }
        return ours.mac() == null || replays.isNew(ours.mac(), now) ? ours : new Rejected(BusRejection.REPEATED);
    }
}
