package dev.carillon.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Takes events for the record. From any thread; never blocks, never fails. Each kind has its own
 * {@code carillon.audit.events-per-second}, so that a flood of failed sign-ins hides no revocation.
 */
@Singleton
@Startup
public class Audit {

    private final Map<String, Kind> kinds = new HashMap<>();
    private final AuditWriter writer;

    @Inject
    Audit(AuditConfig config, MeterRegistry registry) {
        this(config, registry, () -> TimeUnit.NANOSECONDS.toSeconds(System.nanoTime()));
    }

    Audit(AuditConfig config, MeterRegistry registry, LongSupplier seconds) {
        for (Class<?> type : AuditEvent.class.getPermittedSubclasses()) {
            if (type != AuditEvent.LeftOut.class) {
                String name = AuditEvent.name(type);
                kinds.put(name, Kind.of(name, new EventRateLimit(config.eventsPerSecond(), seconds), registry));
            }
        }
        this.writer = new AuditWriter(config.queueSize(), this::writeLeftOut);
        Gauge.builder("carillon.audit.waiting", writer, AuditWriter::size)
                .description("Audit events that wait for the log")
                .strongReference(true)
                .register(registry);
        writer.start();
    }

    /** @param auditContext see {@link AuditContext} */
    public void record(AuditEvent event, AuditOutcome outcome, AuditContext auditContext) {
        Kind kind = Objects.requireNonNull(kinds.get(event.name()));
        if (!kind.share().take()) {
            kind.leftOut().increment();
        } else if (!writer.offer(new AuditLine(event, outcome, auditContext))) {
            kind.share().giveUp();
            kind.leftOut().increment();
        } else {
            kind.recorded().increment();
        }
    }

    /** Writes directly to the log, on the writer's thread: the line about missing lines must not be missing itself. */
    private void writeLeftOut() {
        kinds.forEach((name, kind) -> {
            long count = kind.share().takeLeftOut();
            if (count > 0) {
                AuditWriter.write(new AuditLine(
                        new AuditEvent.LeftOut(name, count), AuditOutcome.FAILED, AuditContext.within(null, null)));
            }
        });
    }

    @PreDestroy
    void close() {
        writer.close();
    }

    private record Kind(EventRateLimit share, Counter recorded, Counter leftOut) {

        static Kind of(String name, EventRateLimit share, MeterRegistry registry) {
            Counter recorded = Counter.builder("carillon.audit.events")
                    .description("Audit events that were recorded")
                    .tag("event", name)
                    .register(registry);
            Counter leftOut = Counter.builder("carillon.audit.left.out")
                    .description("Audit events that were not recorded because too many came at once")
                    .tag("event", name)
                    .register(registry);
            return new Kind(share, recorded, leftOut);
        }
    }
}
