package dev.carillon.supervision;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Shows the counts of {@link Supervised}. */
@Singleton
@Startup
class SupervisionMetrics {

    @Inject
    SupervisionMetrics(MeterRegistry registry) {
        for (Supervised kind : Supervised.all()) {
            FunctionCounter.builder("carillon.task.failures", kind, Supervised::failures)
                    .description(
                            "Tasks of event loops, timers and writers that ended with an exception; others went on")
                    .tag("task", kind.label())
                    .register(registry);
        }
    }
}
