package dev.carillon.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;

/** Whether streams survive what operators and nodes do to pods. */
final class RolloutRules {

    private static final Duration SLACK = Duration.ofSeconds(5);
    private static final int ZONES = 3;

    private RolloutRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("grace period", RolloutRules::gracePeriod),
                new Rule("strategy", RolloutRules::strategy),
                new Rule("disruption budget", RolloutRules::disruptionBudget),
                new Rule("spread", RolloutRules::spread),
                new Rule("replicas", RolloutRules::replicas));
    }

    private static void gracePeriod(Manifests manifests, Faults faults) {
        Promises promises = Promises.of(manifests);
        Duration needed = promises.preStop()
                .plus(promises.drain())
                .plus(promises.shutdown())
                .plus(SLACK);
        long given = manifests.pod().path("terminationGracePeriodSeconds").asLong();
        faults.unless(given >= needed.toSeconds(), given + " s, but " + needed.toSeconds() + " s are needed");
        faults.unless(!promises.preStop().isZero(), "gateways are not given the time to learn of it");
    }

    private static void strategy(Manifests manifests, Faults faults) {
        JsonNode rolling = manifests.deployment().at("/spec/strategy/rollingUpdate");
        faults.unless(rolling.path("maxUnavailable").asText().equals("0"), "a rollout takes capacity away");
        faults.unless(!rolling.path("maxSurge").asText().matches("|0|0%"), "a rollout cannot begin");
    }

    private static void disruptionBudget(Manifests manifests, Faults faults) {
        JsonNode budget = manifests.one("PodDisruptionBudget", "carillon").path("spec");
        faults.unless(budget.has("minAvailable") != budget.has("maxUnavailable"), "one bound, not " + budget);
        faults.unless(!budget.path("maxUnavailable").asText("1").matches("0|0%"), "no node could ever be drained");
        faults.unless(
                budget.path("unhealthyPodEvictionPolicy").asText().equals("AlwaysAllow"),
                "a pod that is not ready blocks its node");
    }

    private static void spread(Manifests manifests, Faults faults) {
        List<String> keys = Manifests.stream(manifests.pod().path("topologySpreadConstraints"))
                .map(constraint -> constraint.path("topologyKey").asText())
                .toList();
        faults.unless(
                keys.equals(List.of("topology.kubernetes.io/zone", "kubernetes.io/hostname")), "spread by " + keys);
    }

    private static void replicas(Manifests manifests, Faults faults) {
        boolean scaled = manifests.all("HorizontalPodAutoscaler").findAny().isPresent()
                || manifests.all("ScaledObject").findAny().isPresent();
        JsonNode replicas = manifests.deployment().at("/spec/replicas");
        faults.unless(!scaled || replicas.isMissingNode(), "the Deployment undoes what the autoscaler does");
        faults.unless(scaled || replicas.asInt() >= ZONES, "one pod per zone at least");
    }
}
