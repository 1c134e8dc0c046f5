package dev.carillon.publish.change;

import dev.carillon.notification.change.ChangeOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Metrics of recalls and updates. Labels come from closed sets only. */
@Singleton
@Startup
class ChangeMetrics {

    private final Outcomes recalls;
    private final Outcomes updates;

    @Inject
    ChangeMetrics(MeterRegistry registry) {
        recalls = Outcomes.of("recall", registry);
        updates = Outcomes.of("update", registry);
    }

    /** @param outcome null if the request has failed */
    void changed(boolean recall, @Nullable ChangeOutcome outcome) {
        (recall ? recalls : updates).of(outcome).increment();
    }

    private record Outcomes(Counter done, Counter repeated, Counter rejected, Counter failed) {

        static Outcomes of(String kind, MeterRegistry registry) {
            return new Outcomes(
                    counter(kind, "done", registry),
                    counter(kind, "repeated", registry),
                    counter(kind, "rejected", registry),
                    counter(kind, "failed", registry));
        }

        private static Counter counter(String kind, String outcome, MeterRegistry registry) {
            return Counter.builder("carillon.changes")
                    .description("Requests to recall or update a notification, by outcome")
                    .tag("kind", kind)
                    .tag("outcome", outcome)
                    .register(registry);
        }

        Counter of(@Nullable ChangeOutcome outcome) {
            if (outcome instanceof ChangeOutcome.Done) {
                return done;
            }
            if (outcome instanceof ChangeOutcome.DoneBefore) {
                return repeated;
            }
            return outcome == null ? failed : rejected;
        }
    }
}
