package dev.carillon.publish;

import dev.carillon.notification.AppendOutcome;
import dev.carillon.notification.Appended;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;

/** Metrics of create requests. Labels come from closed sets only. */
@Singleton
@Startup
class PublishMetrics {

    // Up to the largest transaction.
    private static final double[] SIZE_BOUNDS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
    private static final Duration[] DURATION_BOUNDS = {
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5)
    };

    private final Counter stored;
    private final Counter repeated;
    private final Counter keyReused;
    private final Counter failed;
    private final Counter overloaded;
    private final Counter rejected;
    private final Counter expired;
    private final MeterRegistry registry;
    private final DistributionSummary size;
    private final Timer duration;

    @Inject
    PublishMetrics(MeterRegistry registry) {
        this.registry = registry;
        stored = creates(registry, "stored");
        repeated = creates(registry, "repeated");
        keyReused = creates(registry, "key_reused");
        failed = creates(registry, "failed");
        overloaded = creates(registry, "overloaded");
        rejected = creates(registry, "refused");
        expired = creates(registry, "expired");
        size = DistributionSummary.builder("carillon.commit.size")
                .description("Notifications written by one transaction")
                .serviceLevelObjectives(SIZE_BOUNDS)
                .register(registry);
        duration = Timer.builder("carillon.commit.duration")
                .description("Time of a transaction that writes notifications, including the wait for a connection")
                .serviceLevelObjectives(DURATION_BOUNDS)
                .register(registry);
    }

    private static Counter creates(MeterRegistry registry, String outcome) {
        return Counter.builder("carillon.creates")
                .description("Create requests by outcome; a batch counts as one")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** The result of one transaction, for one organization or several. */
    void committed(Collection<Appended> appended, long nanos) {
        int notifications = 0;
        for (Appended one : appended) {
            one.outcomes().forEach(this::count);
            notifications += one.committed().notifications().size();
        }
        if (notifications > 0) {
            size.record(notifications);
        }
        duration.record(Duration.ofNanos(nanos));
    }

    private void count(AppendOutcome outcome) {
        if (outcome instanceof AppendOutcome.Stored) {
            stored.increment();
        } else if (outcome instanceof AppendOutcome.Repeated) {
            repeated.increment();
        } else {
            keyReused.increment();
        }
    }

    /** Requests whose transaction failed; some may be committed nevertheless. */
    void failed(int creates) {
        failed.increment(creates);
    }

    /** A request that the database cannot store. */
    void rejected() {
        rejected.increment();
    }

    /** A request that reached its deadline and is not written. */
    void expired() {
        expired.increment();
    }

    /** Registers the gauges of waiting requests. */
    void pending(CreateQueues waiting) {
        Gauge.builder("carillon.creates.pending", waiting, CreateQueues::count)
                .description("Create requests that wait for a transaction")
                .strongReference(true)
                .register(registry);
        Gauge.builder("carillon.creates.pending.bytes", waiting, CreateQueues::bytes)
                .description("Estimated memory of these create requests")
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
    }

    /** A request that was rejected because too many were waiting. */
    void overloaded() {
        overloaded.increment();
    }
}
