package dev.carillon.operations;

import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready unless draining. It checks neither Redis nor PostgreSQL: all pods share them, so their outage would leave the
 * Service without pods, and a native EventSource never reconnects after the gateway's 503.
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
