package dev.carillon.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;

/**
 * The kinds that no library has a model of: as much of each as {@code k8s/} uses, after the documents of Envoy Gateway
 * 1.6, KEDA 2.17, Traefik 3.4 and GKE. A field that is not here is rejected, so that a new one is looked up first.
 */
final class CustomResources {

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private static final Map<String, Class<?>> SPECS = Map.of(
            "gateway.envoyproxy.io/v1alpha1/BackendTrafficPolicy", EnvoyKinds.BackendTrafficPolicy.class,
            "gateway.envoyproxy.io/v1alpha1/ClientTrafficPolicy", EnvoyKinds.ClientTrafficPolicy.class,
            "keda.sh/v1alpha1/ScaledObject", KedaKinds.ScaledObject.class,
            "traefik.io/v1alpha1/IngressRoute", TraefikKinds.IngressRoute.class,
            "traefik.io/v1alpha1/Middleware", TraefikKinds.Middleware.class,
            "traefik.io/v1alpha1/ServersTransport", TraefikKinds.ServersTransport.class,
            "networking.gke.io/v1/GCPBackendPolicy", GkeKinds.BackendPolicy.class,
            "networking.gke.io/v1/HealthCheckPolicy", GkeKinds.HealthCheckPolicy.class);

    private static final List<String> TOP = List.of("apiVersion", "kind", "metadata", "spec");

    private CustomResources() {}

    /** @throws IllegalArgumentException for a kind that is not known here, or that is not as it must be */
    static void check(String type, JsonNode object) {
        Class<?> spec = SPECS.get(type);
        if (spec == null) {
            throw new IllegalArgumentException("no such kind");
        }
        object.fieldNames().forEachRemaining(field -> {
            if (!TOP.contains(field)) {
                throw new IllegalArgumentException("unknown field " + field);
            }
        });
        try {
            STRICT.treeToValue(object.path("spec"), spec);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }
}
