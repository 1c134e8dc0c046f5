package dev.carillon.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An autoscaler uses a metric that pods have, and stops at the limit of the database. */
final class ScalingRules {

    /** The metric that pods are scaled by. The live test looks for it in {@code /q/metrics}. */
    static final String METRIC = "carillon_clients";

    private static final Pattern QUERY =
            Pattern.compile("sum\\(" + METRIC + "\\{namespace=\"(?<namespace>[^\"]+)\"\\}\\)");
    private static final int PERCENT_OF_CAP = 60;
    /** The {@code max_connections} of a PostgreSQL for a cluster of this size. */
    private static final int DATABASE_CONNECTIONS = 500;

    private ScalingRules() {}

    /** The settings that both autoscalers have, under names of their own. */
    private record Scaling(String target, int least, int most, long perPod, String metric, JsonNode behavior) {}

    static List<Rule> all() {
        return List.of(
                new Rule(
                        "autoscaler",
                        (manifests, faults) -> scalings(manifests).forEach(s -> check(manifests, s, faults))),
                new Rule("scrape", ScalingRules::scrape));
    }

    private static Stream<Scaling> scalings(Manifests manifests) {
        return Stream.concat(
                manifests.all("HorizontalPodAutoscaler").map(ScalingRules::ofAutoscaler),
                manifests.all("ScaledObject").map(ScalingRules::ofKeda));
    }

    private static Scaling ofAutoscaler(JsonNode object) {
        JsonNode pods = object.at("/spec/metrics/0/pods");
        return new Scaling(
                object.at("/spec/scaleTargetRef/name").asText(),
                object.at("/spec/minReplicas").asInt(),
                object.at("/spec/maxReplicas").asInt(),
                pods.at("/target/averageValue").asLong(),
                pods.at("/metric/name").asText(),
                object.at("/spec/behavior"));
    }

    private static Scaling ofKeda(JsonNode object) {
        JsonNode trigger = object.at("/spec/triggers/0");
        Matcher query = QUERY.matcher(trigger.at("/metadata/query").asText());
        boolean ours = query.matches()
                && query.group("namespace")
                        .equals(object.at("/metadata/namespace").asText());
        return new Scaling(
                object.at("/spec/scaleTargetRef/name").asText(),
                object.at("/spec/minReplicaCount").asInt(),
                object.at("/spec/maxReplicaCount").asInt(),
                trigger.at("/metadata/threshold").asLong(),
                ours ? METRIC : trigger.at("/metadata/query").asText(),
                object.at("/spec/advanced/horizontalPodAutoscalerConfig/behavior"));
    }

    private static void check(Manifests manifests, Scaling scaling, Faults faults) {
        Promises promises = Promises.of(manifests);
        faults.unless(!manifests.one("Deployment", scaling.target()).isMissingNode(), "scales " + scaling.target());
        Manifests.stream(object(manifests, "ScaledObject").at("/spec/triggers"))
                .filter(trigger -> trigger.path("type").asText().equals("prometheus"))
                .forEach(trigger -> faults.unless(
                        trigger.at("/metadata/ignoreNullValues").asText().equals("false"),
                        "no answer of Prometheus counts as no stream"));
        faults.unless(scaling.metric().equals(METRIC), "counts " + scaling.metric());
        faults.unless(scaling.least() >= 3 && scaling.least() < scaling.most(), "from " + scaling.least());
        faults.unless(
                scaling.perPod() == (long) promises.cap() * PERCENT_OF_CAP / 100,
                scaling.perPod() + " of " + promises.cap() + " streams");
        int pool = Integer.parseInt(manifests.setting("QUARKUS_DATASOURCE_JDBC_MAX_SIZE"));
        faults.unless(scaling.most() * pool <= DATABASE_CONNECTIONS, "more connections than the database has");
        JsonNode down = scaling.behavior().path("scaleDown");
        faults.unless(down.at("/policies/0/value").asInt() == 1, "several drains at once");
        faults.unless(
                down.at("/policies/0/periodSeconds").asLong()
                        > promises.preStop().plus(promises.drain()).toSeconds(),
                "a drain begins before the last is over");
        faults.unless(
                down.path("stabilizationWindowSeconds").asInt()
                        > scaling.behavior()
                                .at("/scaleUp/stabilizationWindowSeconds")
                                .asInt(),
                "goes as fast as it comes");
    }

    private static JsonNode object(Manifests manifests, String kind) {
        return manifests.all(kind).findFirst().orElse(MissingNode.getInstance());
    }

    private static void scrape(Manifests manifests, Faults faults) {
        manifests
                .all("PodMonitor")
                .flatMap(monitor -> Manifests.stream(monitor.at("/spec/podMetricsEndpoints")))
                .forEach(endpoint -> {
                    faults.unless(endpoint.path("path").asText().equals("/q/metrics"), "asks " + endpoint.path("path"));
                    faults.unless(
                            endpoint.path("port").asText().equals("management")
                                    && ReferenceRules.isDeclared(manifests, "management"),
                            "asks at " + endpoint.path("port"));
                });
    }
}
