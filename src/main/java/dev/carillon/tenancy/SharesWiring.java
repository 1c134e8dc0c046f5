package dev.carillon.tenancy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The shares of the pool that Quarkus configures. */
@Singleton
class SharesWiring {

    @Produces
    @Singleton
    ConnectionShares shares(
            @ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int connections,
            @ConfigProperty(name = "quarkus.datasource.jdbc.acquisition-timeout") Duration wait,
            MeterRegistry registry) {
        ConnectionShares shares = new ConnectionShares(connections, wait);
        Gauge.builder("carillon.database.waiting", shares, ConnectionShares::waiting)
                .description("Tasks that wait for a database connection of their share")
                .strongReference(true)
                .register(registry);
        return shares;
    }
}
