package dev.carillon.kubernetes;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carillon.kubernetes.Written.Name;

/** Of {@code networking.gke.io/v1}. */
final class GkeKinds {

    private GkeKinds() {}

    enum CheckType {
        TCP,
        HTTP,
        HTTPS,
        HTTP2,
        GRPC
    }

    record Target(String group, String kind, Name name) {}

    record BackendPolicy(@JsonProperty("default") BackendDefault standard, Target targetRef) {}

    record BackendDefault(int timeoutSec, Draining connectionDraining) {}

    record Draining(int drainingTimeoutSec) {}

    record HealthCheckPolicy(@JsonProperty("default") CheckDefault standard, Target targetRef) {}

    record CheckDefault(
            int checkIntervalSec, int timeoutSec, int healthyThreshold, int unhealthyThreshold, CheckConfig config) {}

    record CheckConfig(CheckType type, HttpCheck httpHealthCheck) {}

    record HttpCheck(int port, String requestPath) {}
}
