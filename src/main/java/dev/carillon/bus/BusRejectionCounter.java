package dev.carillon.bus;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Counts rejected bus messages by reason, and logs each reason at most once a minute: otherwise everyone who can write to
 * Redis could fill the pod's log. From any thread.
 */
public final class BusRejectionCounter {

    private static final Logger LOG = Logger.getLogger(BusRejectionCounter.class);

    // Often enough to be found beside the metric, rarely enough not to fill a disk.
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private final Map<BusRejection, Kind> kinds = new EnumMap<>(BusRejection.class);

    public BusRejectionCounter(MeterRegistry registry) {
        for (BusRejection reason : BusRejection.values()) {
            Counter counter = Counter.builder("carillon.bus.rejected")
                    .description("Bus messages that were rejected; their notifications are delivered from the database")
                    .tag("reason", reason.label())
                    .register(registry);
            kinds.put(reason, new Kind(counter, new AtomicLong(System.nanoTime() - PAUSE_NANOS)));
        }
    }

    /** @param channel as Redis names it, or an organization's id */
    public void count(BusRejection reason, String channel) {
        if (counted(reason)) {
            LOG.warnf("Bus message skipped: reason=%s channel=%s", reason.label(), channel);
        }
    }

    /** Handling a message threw an exception. */
    public void failed(String channel, Throwable failure) {
        if (counted(BusRejection.FAILED)) {
            LOG.warnf(failure, "Bus message skipped: reason=%s channel=%s", BusRejection.FAILED.label(), channel);
        }
    }

    /** Counts the reason; true if it is also to be logged. */
    private boolean counted(BusRejection reason) {
        Kind kind = Objects.requireNonNull(kinds.get(reason));
        kind.counter().increment();
        long now = System.nanoTime();
        long told = kind.toldAt().get();
        return now - told >= PAUSE_NANOS && kind.toldAt().compareAndSet(told, now);
    }

    private record Kind(Counter counter, AtomicLong toldAt) {}
}
