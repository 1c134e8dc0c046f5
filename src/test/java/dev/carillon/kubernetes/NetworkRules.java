package dev.carillon.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Network policies admit the necessary connections and no others. */
final class NetworkRules {

    private static final int DNS = 53;
    private static final int POSTGRESQL = 5432;

    private NetworkRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("default deny", NetworkRules::defaultDeny),
                new Rule("ports in", NetworkRules::portsIn),
                new Rule("ports out", NetworkRules::portsOut),
                new Rule("places out", NetworkRules::placesOut),
                new Rule("management stays inside", NetworkRules::managementStaysInside));
    }

    /** For the pods of Carillon. A gateway of the same namespace must not be cut off. */
    private static void defaultDeny(Manifests manifests, Faults faults) {
        JsonNode own = manifests.one("NetworkPolicy", "carillon").path("spec");
        faults.unless(
                ReferenceRules.selectsPods(manifests, own.at("/podSelector/matchLabels")), "no policy for the pods");
        faults.unless(types(own).equals(Set.of("Ingress", "Egress")), "only " + types(own));
        boolean local = !manifests.one("StatefulSet", "postgresql").isMissingNode();
        manifests
                .all("NetworkPolicy")
                .filter(policy -> policy.at("/spec/podSelector").isEmpty())
                .forEach(policy -> faults.unless(local, Manifests.nameOf(policy) + " cuts other pods off"));
    }

    private static void portsIn(Manifests manifests, Faults faults) {
        Set<Integer> used = Manifests.stream(manifests.container().path("ports"))
                .map(port -> port.path("containerPort").asInt())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<Integer> open = rules(manifests, "ingress")
                .flatMap(NetworkRules::ports)
                .map(port -> port.path("port").asInt())
                .collect(Collectors.toCollection(TreeSet::new));
        faults.unless(used.equals(open), "used " + used + ", open " + open);
        rules(manifests, "ingress")
                .forEach(rule -> faults.unless(rule.path("from").size() > 0, "open to everybody"));
    }

    private static void portsOut(Manifests manifests, Faults faults) {
        Set<String> needed = new TreeSet<>(Set.of(
                DNS + "/UDP",
                DNS + "/TCP",
                port(manifests.setting("QUARKUS_DATASOURCE_JDBC_URL").replaceFirst("^jdbc:", ""), POSTGRESQL)
                        + "/TCP"));
        Stream.of(manifests.setting("QUARKUS_REDIS_HOSTS").split(","))
                .map(host -> port(host, 6379) + "/TCP")
                .forEach(needed::add);
        Set<String> open = rules(manifests, "egress")
                .flatMap(NetworkRules::ports)
                .map(port ->
                        port.path("port").asInt() + "/" + port.path("protocol").asText())
                .collect(Collectors.toCollection(TreeSet::new));
        faults.unless(needed.equals(open), "needed " + needed + ", open " + open);
    }

    /** Nothing is let out to anywhere. */
    private static void placesOut(Manifests manifests, Faults faults) {
        rules(manifests, "egress").forEach(rule -> {
            faults.unless(rule.path("to").size() > 0, "a port is open to everywhere");
            Manifests.stream(rule.path("to"))
                    .forEach(place -> faults.unless(isNamed(place), place + " is no certain place"));
        });
    }

    private static boolean isNamed(JsonNode place) {
        String addresses = place.at("/ipBlock/cidr").asText();
        boolean block = !addresses.isEmpty() && !addresses.endsWith("/0");
        return block
                || Stream.of("namespaceSelector", "podSelector")
                        .map(place::path)
                        .anyMatch(selector -> !selector.path("matchLabels").isEmpty()
                                || !selector.path("matchExpressions").isEmpty());
    }

    /** Health and metrics are for the cluster; no Service, and no rule for the gateway's namespace, leads to them. */
    private static void managementStaysInside(Manifests manifests, Faults faults) {
        manifests
                .all("Service")
                .flatMap(service -> Manifests.stream(service.at("/spec/ports")))
                .forEach(port ->
                        faults.unless(!port.path("targetPort").asText().equals("management"), "a Service leads there"));
        rules(manifests, "ingress")
                .filter(rule -> Manifests.stream(rule.path("from"))
                        .anyMatch(from ->
                                from.at("/namespaceSelector/matchLabels").has("carillon.dev/gateway")))
                .flatMap(NetworkRules::ports)
                .forEach(port -> faults.unless(port.path("port").asInt() == http(manifests), "the gateway gets there"));
    }

    private static int http(Manifests manifests) {
        return Manifests.stream(manifests.container().path("ports"))
                .filter(port -> port.path("name").asText().equals("http"))
                .mapToInt(port -> port.path("containerPort").asInt())
                .findFirst()
                .orElse(0);
    }

    private static int port(String address, int standard) {
        try {
            int port = URI.create(address).getPort();
            return port < 0 ? standard : port;
        } catch (IllegalArgumentException notAnAddress) {
            return 0;
        }
    }

    private static Stream<JsonNode> rules(Manifests manifests, String direction) {
        return Manifests.stream(manifests.one("NetworkPolicy", "carillon").at("/spec/" + direction));
    }

    private static Stream<JsonNode> ports(JsonNode rule) {
        return Manifests.stream(rule.path("ports"));
    }

    private static Set<String> types(JsonNode spec) {
        return Manifests.stream(spec.path("policyTypes")).map(JsonNode::asText).collect(Collectors.toSet());
    }
}
