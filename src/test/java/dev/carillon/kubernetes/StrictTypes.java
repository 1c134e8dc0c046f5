package dev.carillon.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Whether an object is what its kind allows: no unknown field, nothing missing, every value of its type. Custom resources
 * without a library are {@link VendorModels}'.
 */
final class StrictTypes {

    /** By API version too: versions that Kubernetes has removed are not in here. */
    private static final Map<String, Class<?>> KUBERNETES = Map.ofEntries(
            Map.entry("v1/Namespace", V1Namespace.class),
            Map.entry("v1/ServiceAccount", V1ServiceAccount.class),
            Map.entry("v1/ConfigMap", V1ConfigMap.class),
            Map.entry("v1/Secret", V1Secret.class),
            Map.entry("v1/Service", V1Service.class),
            Map.entry("v1/Pod", V1Pod.class),
            Map.entry("apps/v1/Deployment", V1Deployment.class),
            Map.entry("apps/v1/StatefulSet", V1StatefulSet.class),
            Map.entry("batch/v1/Job", V1Job.class),
            Map.entry("policy/v1/PodDisruptionBudget", V1PodDisruptionBudget.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy.class),
            Map.entry("networking.k8s.io/v1/Ingress", V1Ingress.class),
            Map.entry("autoscaling/v2/HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class));

    /** Models that keep unknown properties instead of rejecting them. */
    private static final Map<String, Class<?>> LENIENT = Map.of(
            "gateway.networking.k8s.io/v1/Gateway", Gateway.class,
            "gateway.networking.k8s.io/v1/HTTPRoute", HTTPRoute.class,
            "monitoring.coreos.com/v1/PodMonitor", PodMonitor.class,
            "monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class);

    private static final ObjectMapper JACKSON = new ObjectMapper();

    private StrictTypes() {}

    /** The faults, each with the object's name; empty if there are none. */
    static List<String> faults(Manifests manifests) {
        List<String> faults = new ArrayList<>();
        for (JsonNode object : manifests.objects()) {
            String type = object.path("apiVersion").asText() + "/"
                    + object.path("kind").asText();
            try {
                if (KUBERNETES.containsKey(type)) {
                    kubernetes(KUBERNETES.get(type), object);
                } else if (LENIENT.containsKey(type)) {
                    lenient(LENIENT.get(type), object);
                } else if (!VendorModels.know(object)) {
                    throw new IllegalArgumentException("no such kind");
                }
            } catch (IllegalArgumentException e) {
                faults.add(Manifests.idOf(object) + " (" + type + "): " + e.getMessage());
            }
        }
        return faults;
    }

    private static void kubernetes(Class<?> model, JsonNode object) {
        JsonElement element = JsonParser.parseString(object.toString());
        try {
            model.getMethod("validateJsonElement", JsonElement.class).invoke(null, element);
            // Quantities, dates and ports are only looked at when they are read.
            Objects.requireNonNull(JSON.getGson().fromJson(element, model));
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(e.getCause().getMessage(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static void lenient(Class<?> model, JsonNode object) {
        List<String> unknown = new ArrayList<>();
        try {
            AdditionalProperties.collect(JACKSON.treeToValue(object, model), model.getSimpleName(), unknown);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown fields " + unknown);
        }
    }
}
