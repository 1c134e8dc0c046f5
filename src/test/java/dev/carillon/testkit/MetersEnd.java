package dev.carillon.testkit;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Ends the meters of an application with it. In production that is the end of the JVM; in tests the registry outlives the
 * application, and gives the next one, for a name that it knows, the gauge that looks at an object of the one before.
 */
@Singleton
class MetersEnd {

    void clear(@Observes @Priority(Integer.MAX_VALUE) ShutdownEvent event, MeterRegistry registry) {
        registry.clear();
    }
}
