package dev.carillon.diagnosis;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits the questions that wait for the pods: in all, since every pod answers each of them, and per organization, so
 * that one cannot take the places of all others. From any thread.
 */
@Singleton
class QuestionPermits {

    private final DiagnosisConfig config;
    private final Counter rejectedByPod;
    private final Counter rejectedByOrganization;
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

    @Inject
    QuestionPermits(DiagnosisConfig config, MeterRegistry registry) {
        this.config = config;
        this.rejectedByPod = rejected("pod", registry);
        this.rejectedByOrganization = rejected("organization", registry);
        Gauge.builder("carillon.diagnosis.waiting", this, QuestionPermits::count)
                .description("Diagnoses that wait for the answers of the pods")
                .strongReference(true)
                .register(registry);
    }

    private static Counter rejected(String bound, MeterRegistry registry) {
        return Counter.builder("carillon.diagnosis.rejected")
                .description("Diagnoses answered 503 because too many waited, on this pod or of their organization")
                .tag("bound", bound)
                .register(registry);
    }

    synchronized int count() {
        return all;
    }

    /** Whether a permit was free; the caller gives it back once. */
    synchronized boolean take(String organization) {
        if (all >= config.maxWaiting()) {
            rejectedByPod.increment();
            return false;
        }
        if (taken.getOrDefault(organization, 0) >= config.maxWaitingPerOrganization()) {
            rejectedByOrganization.increment();
            return false;
        }
        taken.merge(organization, 1, Integer::sum);
        all++;
        return true;
    }

    synchronized void giveBack(String organization) {
        // Organizations without questions are removed.
        taken.computeIfPresent(organization, (id, count) -> count == 1 ? null : count - 1);
        all--;
    }
}
