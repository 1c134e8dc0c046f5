package dev.carillon.canary;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/** The meters of the pod's own notifications. They are there even where the canary is off. From any thread. */
final class CanaryMetrics {

    /** The end of a round. */
    enum Outcome {
        /** Created, and shown within the limit. */
        SHOWN,
        /** Created, and not shown within the limit. */
        LATE,
        /** Not created. */
        FAILED
    }

    // Around what a sound installation takes, and up to the limit.
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5)
    };

    private final Map<Outcome, Counter> rounds = new EnumMap<>(Outcome.class);
    private final Timer delay;
    private final LongSupplier nanoTime;
    private volatile long shownAt;
    private volatile boolean running;

    CanaryMetrics(MeterRegistry registry, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.shownAt = nanoTime.getAsLong();
        for (Outcome outcome : Outcome.values()) {
            rounds.put(
                    outcome,
                    Counter.builder("carillon.canary.rounds")
                            .description("Notifications of this pod's canary, by what became of them")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        delay = Timer.builder("carillon.canary.delay")
                .description("Time from the create request of the canary to its client on this pod")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        Gauge.builder("carillon.canary.age", this, CanaryMetrics::ageSeconds)
                .description("Time since this pod last showed its canary's notification; 0 while the canary is off")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
    }

    /** Once the canary runs, and again when it ends: an age would only grow. */
    void running(boolean now) {
        shownAt = nanoTime.getAsLong();
        running = now;
    }

    private double ageSeconds() {
        return running ? (nanoTime.getAsLong() - shownAt) / 1e9 : 0;
    }

    void ended(Outcome outcome) {
        Objects.requireNonNull(rounds.get(outcome)).increment();
    }

    void shown(long nanos) {
        delay.record(Duration.ofNanos(nanos));
        shownAt = nanoTime.getAsLong();
    }
}
