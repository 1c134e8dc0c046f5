package dev.carillon.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Metrics of the relay. */
@Singleton
@Startup
class OutboxMetrics {

    private final Counter relayed;
    private final Counter dead;
    private final Counter failures;
    private volatile boolean leader;
    private volatile long upToDateAt = System.nanoTime();

    @Inject
    OutboxMetrics(MeterRegistry registry) {
        relayed = Counter.builder("carillon.outbox.relayed")
                .description("Notifications that this pod has moved from the outbox to the log")
                .register(registry);
        dead = Counter.builder("carillon.outbox.dead")
                .description("Published notifications that the log cannot store; they are in table outbox_dead")
                .register(registry);
        failures = Counter.builder("carillon.outbox.failures")
                .description("Sweeps that failed, or left notifications to the next one")
                .register(registry);
        Gauge.builder("carillon.outbox.leader", this, m -> m.leader ? 1 : 0)
                .description("Whether this pod relays the outbox")
                .strongReference(true)
                .register(registry);
        Gauge.builder("carillon.outbox.behind", this, OutboxMetrics::behindSeconds)
                .description("For how long this pod has not emptied the outbox; 0 on pods that do not relay")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
    }

    private double behindSeconds() {
        return leader ? (System.nanoTime() - upToDateAt) / (double) TimeUnit.SECONDS.toNanos(1) : 0;
    }

    /** Whether this pod relays from now on. */
    void leads(boolean leads) {
        if (leads && !leader) {
            upToDateAt = System.nanoTime();
        }
        leader = leads;
    }

    void relayed(int notifications) {
        relayed.increment(notifications);
    }

    void dead() {
        dead.increment();
    }

    void failed() {
        failures.increment();
    }

    void upToDate() {
        upToDateAt = System.nanoTime();
    }
}
