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
    private final Counter due;
    private volatile boolean leader;
    private volatile long waiting;
    private volatile double fill;
    private volatile long scheduled;
    private volatile double scheduleFill;
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
        due = Counter.builder("carillon.schedule.due")
                .description("Scheduled notifications that this pod has moved to the outbox at their time")
                .register(registry);
        Gauge.builder("carillon.outbox.waiting", this, m -> m.leader ? m.waiting : 0)
                .description("Notifications in the outbox; 0 on pods that do not relay")
                .strongReference(true)
                .register(registry);
        Gauge.builder("carillon.outbox.fill", this, m -> m.leader ? m.fill : 0)
                .description("The same as a part of carillon.outbox.max-waiting, at which carillon.publish fails")
                .strongReference(true)
                .register(registry);
        Gauge.builder("carillon.schedule.waiting", this, m -> m.leader ? m.scheduled : 0)
                .description("Scheduled notifications, counted every 30 s; 0 on pods that do not relay")
                .strongReference(true)
                .register(registry);
        Gauge.builder("carillon.schedule.fill", this, m -> m.leader ? m.scheduleFill : 0)
                .description("The same as a part of carillon.schedule.max-total")
                .strongReference(true)
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

    void due(int notifications) {
        due.increment(notifications);
    }

    void waiting(long notifications, long most) {
        waiting = notifications;
        fill = (double) notifications / Math.max(1, most);
    }

    void scheduled(long notifications, long most) {
        scheduled = notifications;
        scheduleFill = (double) notifications / Math.max(1, most);
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
