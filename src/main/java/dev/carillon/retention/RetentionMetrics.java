package dev.carillon.retention;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/** Metrics of segments, as this pod has last seen them; 0 until it has looked for the first time. */
@Singleton
@Startup
class RetentionMetrics {

    private final AtomicReference<SegmentState> log = new AtomicReference<>(SegmentState.NOT_SEEN);
    private final AtomicReference<SegmentState> keys = new AtomicReference<>(SegmentState.NOT_SEEN);
    private final Counter failures;

    @Inject
    RetentionMetrics(MeterRegistry registry) {
        for (SegmentKind kind : List.of(SegmentKind.LOG, SegmentKind.KEYS)) {
            gauge(registry, kind, "carillon.retention.segments", "Segments that exist", SegmentState::count);
            gauge(
                    registry,
                    kind,
                    "carillon.retention.open.segment.age",
                    "Seconds since the newest segment was opened",
                    SegmentState::ageSeconds);
            gauge(
                    registry,
                    kind,
                    "carillon.retention.open.segment.rows",
                    "Rows of the newest segment, as PostgreSQL estimates them",
                    SegmentState::rows);
        }
        failures = Counter.builder("carillon.retention.failures")
                .description("Runs in which segments could not be opened or dropped")
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry,
            SegmentKind kind,
            String name,
            String description,
            ToDoubleFunction<SegmentState> value) {
        Gauge.builder(name, () -> value.applyAsDouble(seen(kind).get()))
                .description(description)
                .tag("kind", kind.label())
                .register(registry);
    }

    private AtomicReference<SegmentState> seen(SegmentKind kind) {
        return kind.equals(SegmentKind.LOG) ? log : keys;
    }

    void observe(SegmentKind kind, SegmentState state) {
        seen(kind).set(state);
    }

    void failed() {
        failures.increment();
    }
}
