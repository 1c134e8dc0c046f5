package dev.carillon.kubernetes;

import dev.carillon.kubernetes.Written.GoTime;
import dev.carillon.kubernetes.Written.Name;
import java.util.List;

/** Of {@code gateway.envoyproxy.io/v1alpha1}. */
final class EnvoyKinds {

    private EnvoyKinds() {}

    enum Balancer {
        ConsistentHash,
        LeastRequest,
        Random,
        RoundRobin
    }

    record Target(String group, String kind, Name name) {}

    record BackendTrafficPolicy(
            List<Target> targetRefs, BackendTimeout timeout, LoadBalancer loadBalancer, Retry retry) {}

    record BackendTimeout(Tcp tcp, BackendHttp http) {}

    record Tcp(GoTime connectTimeout) {}

    record BackendHttp(GoTime requestTimeout, GoTime maxStreamDuration, GoTime streamIdleTimeout) {}

    record LoadBalancer(Balancer type, SlowStart slowStart) {}

    record SlowStart(GoTime window) {}

    record Retry(int numRetries, RetryOn retryOn) {}

    record RetryOn(List<String> triggers) {}

    record ClientTrafficPolicy(List<Target> targetRefs, ClientTimeout timeout) {}

    record ClientTimeout(ClientHttp http) {}

    record ClientHttp(GoTime requestReceivedTimeout, GoTime idleTimeout) {}
}
