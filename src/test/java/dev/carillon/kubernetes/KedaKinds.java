package dev.carillon.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.kubernetes.Written.Name;
import java.util.List;

/** Of {@code keda.sh/v1alpha1}. */
final class KedaKinds {

    private KedaKinds() {}

    enum MetricType {
        AverageValue,
        Value,
        Utilization
    }

    enum FallbackBehavior {
        currentReplicas,
        currentReplicasIfHigher,
        currentReplicasIfLower
    }

    enum TriggerType {
        prometheus
    }

    record ScaledObject(
            Target scaleTargetRef,
            int pollingInterval,
            int minReplicaCount,
            int maxReplicaCount,
            Fallback fallback,
            Advanced advanced,
            List<Trigger> triggers) {}

    record Target(Name name) {}

    record Fallback(int failureThreshold, int replicas, FallbackBehavior behavior) {}

    record Advanced(AutoscalerConfig horizontalPodAutoscalerConfig) {}

    /** The behavior is Kubernetes' own; a rule compares it with the HorizontalPodAutoscaler of the other overlay. */
    record AutoscalerConfig(JsonNode behavior) {}

    record Trigger(TriggerType type, MetricType metricType, Metadata metadata) {}

    /** Texts all of them, numbers too. */
    record Metadata(String serverAddress, String query, String threshold) {}
}
