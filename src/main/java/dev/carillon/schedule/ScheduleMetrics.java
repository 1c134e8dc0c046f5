package dev.carillon.schedule;

import dev.carillon.problem.InvalidField;
import dev.carillon.problem.Overloaded;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Metrics of requests that schedule and cancel. */
@Singleton
@Startup
class ScheduleMetrics {

    private final Counter accepted;
    private final Counter repeated;
    private final Counter keyReused;
    private final Counter organizationFull;
    private final Counter full;
    private final Counter invalid;
    private final Counter failed;
    private final Counter canceled;

    @Inject
    ScheduleMetrics(MeterRegistry registry) {
        accepted = requests(registry, "accepted");
        repeated = requests(registry, "repeated");
        keyReused = requests(registry, "key_reused");
        organizationFull = requests(registry, "organization_full");
        full = requests(registry, "full");
        invalid = requests(registry, "invalid");
        failed = requests(registry, "failed");
        canceled = Counter.builder("carillon.schedule.canceled")
                .description("Scheduled notifications that were canceled")
                .register(registry);
    }

    private static Counter requests(MeterRegistry registry, String outcome) {
        return Counter.builder("carillon.schedule.requests")
                .description("Create requests with deliverAt by outcome; a batch counts as one")
                .tag("outcome", outcome)
                .register(registry);
    }

    void answered(ScheduleOutcome outcome) {
        if (outcome instanceof ScheduleOutcome.Accepted one) {
            (one.repeated() ? repeated : accepted).increment();
        } else if (outcome instanceof ScheduleOutcome.KeyReused) {
            keyReused.increment();
        } else {
            organizationFull.increment();
        }
    }

    void failed(RuntimeException failure) {
        if (failure instanceof Overloaded) {
            full.increment();
        } else if (failure instanceof InvalidField) {
            invalid.increment();
        } else {
            failed.increment();
        }
    }

    void canceled() {
        canceled.increment();
    }
}
