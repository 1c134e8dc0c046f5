package dev.carillon.operations;

import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready unless draining. Asks neither Redis nor PostgreSQL: all pods share them, so their outage would empty the
 * Service, and a native EventSource that then meets the gateway's 503 never comes back.
 */
@Readiness
class DrainReadiness implements HealthCheck {

    private final Drain drain;

    @Inject
    DrainReadiness(Drain drain) {
        this.drain = drain;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("not draining")
                .status(!drain.isDraining())
                .build();
    }
}
