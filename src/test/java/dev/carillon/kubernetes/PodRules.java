package dev.carillon.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules for the pods of every workload. */
final class PodRules {

    private static final Pattern DNS_LABEL = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern IMAGE = Pattern.compile("[^:@]+:(?<tag>[0-9][A-Za-z0-9._-]*)(@sha256:[0-9a-f]{64})?");
    private static final int HIGHEST_PORT = 65_535;
    private static final List<String> PROBES = List.of("startupProbe", "livenessProbe", "readinessProbe");

    private PodRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("restricted", (manifests, faults) -> pods(manifests).forEach(p -> restricted(p, faults))),
                new Rule("memory", (manifests, faults) -> containers(manifests).forEach(c -> memory(c, faults))),
                new Rule(
                        "pinned image",
                        (manifests, faults) -> containers(manifests)
                                .forEach(c -> faults.unless(
                                        IMAGE.matcher(c.path("image").asText()).matches(),
                                        c.path("image") + " has no version"))),
                new Rule("ports", (manifests, faults) -> containers(manifests).forEach(c -> ports(c, faults))),
                new Rule("probes", (manifests, faults) -> containers(manifests).forEach(c -> probes(c, faults))),
                new Rule("own probes", PodRules::ownProbes),
                new Rule("virtual machine", PodRules::virtualMachine));
    }

    static Stream<JsonNode> pods(Manifests manifests) {
        return Stream.of("Deployment", "StatefulSet")
                .flatMap(manifests::all)
                .map(workload -> workload.at("/spec/template/spec"));
    }

    static Stream<JsonNode> containers(Manifests manifests) {
        return pods(manifests).flatMap(pod -> Manifests.stream(pod.path("containers")));
    }

    private static void restricted(JsonNode pod, Faults faults) {
        faults.unless(pod.at("/securityContext/runAsNonRoot").asBoolean(), "may run as root");
        faults.unless(pod.at("/securityContext/runAsUser").asInt() > 0, "runs as nobody in particular");
        faults.unless(
                pod.at("/securityContext/seccompProfile/type").asText().equals("RuntimeDefault"), "any system call");
        faults.unless(
                !pod.path("automountServiceAccountToken").asBoolean(true), "is given a token of the Kubernetes API");
        faults.unless(pod.path("hostNetwork").isMissingNode(), "uses the node's network");
        Manifests.stream(pod.path("volumes"))
                .forEach(volume -> faults.unless(!volume.has("hostPath"), "sees the node's files"));
        Manifests.stream(pod.path("containers"))
                .map(c -> c.path("securityContext"))
                .forEach(context -> {
                    faults.unless(!context.path("allowPrivilegeEscalation").asBoolean(true), "may gain privileges");
                    faults.unless(context.path("readOnlyRootFilesystem").asBoolean(), "may write to its image");
                    faults.unless(context.at("/capabilities/drop/0").asText().equals("ALL"), "keeps capabilities");
                });
    }

    private static void memory(JsonNode container, Faults faults) {
        JsonNode resources = container.path("resources");
        String memory = resources.at("/requests/memory").asText();
        faults.unless(!memory.isEmpty(), "no memory requested");
        faults.unless(memory.equals(resources.at("/limits/memory").asText()), "memory limit is not the request");
        faults.unless(!resources.at("/requests/cpu").asText().isEmpty(), "no cpu requested");
        faults.unless(resources.at("/limits/cpu").isMissingNode(), "cpu is limited");
    }

    private static void ports(JsonNode container, Faults faults) {
        Manifests.stream(container.path("ports")).forEach(port -> {
            int number = port.path("containerPort").asInt();
            faults.unless(number > 0 && number <= HIGHEST_PORT, number + " is no port");
            faults.unless(DNS_LABEL.matcher(port.path("name").asText()).matches(), port.path("name") + " is no name");
        });
    }

    private static void probes(JsonNode container, Faults faults) {
        Set<String> ports = Manifests.stream(container.path("ports"))
                .map(port -> port.path("name").asText())
                .collect(Collectors.toSet());
        for (String name : PROBES) {
            JsonNode probe = container.path(name);
            if (probe.has("httpGet")) {
                faults.unless(ports.contains(probe.at("/httpGet/port").asText()), name + " asks at no port");
            }
            faults.unless(
                    name.equals("readinessProbe")
                            || probe.path("successThreshold").asInt(1) == 1,
                    name + " must succeed once");
            faults.unless(
                    probe.path("timeoutSeconds").asInt(1)
                            <= probe.path("periodSeconds").asInt(10),
                    name + " is asked again before it must have answered");
        }
    }

    /** On the port that the gateway does not forward, and each for its purpose. */
    private static void ownProbes(Manifests manifests, Faults faults) {
        List<String> paths = List.of("/q/health/started", "/q/health/live", "/q/health/ready");
        for (int i = 0; i < paths.size(); i++) {
            JsonNode get = manifests.container().at("/" + PROBES.get(i) + "/httpGet");
            faults.unless(get.path("path").asText().equals(paths.get(i)), PROBES.get(i) + " asks " + get.path("path"));
            faults.unless(get.path("port").asText().equals("management"), PROBES.get(i) + " is not on management");
        }
    }

    private static void virtualMachine(Manifests manifests, Faults faults) {
        String options = Manifests.stream(manifests.container().path("env"))
                .filter(variable -> variable.path("name").asText().equals("JDK_JAVA_OPTIONS"))
                .map(variable -> variable.path("value").asText())
                .findFirst()
                .orElse("");
        double heap = option(options, "MaxRAMPercentage");
        faults.unless(heap >= 25 && heap <= 75, heap + " % of memory as heap leaves too little for one or the other");
        faults.unless(option(options, "MaxDirectMemorySize") > 0, "direct buffers may take as much again as the heap");
        String cpu = manifests.container().at("/resources/requests/cpu").asText();
        BigDecimal processors = cpu.endsWith("m")
                ? new BigDecimal(cpu.replace("m", "")).movePointLeft(3)
                : new BigDecimal(cpu.isEmpty() ? "0" : cpu);
        faults.unless(
                option(options, "ActiveProcessorCount") >= processors.doubleValue(), "fewer threads than processors");
    }

    private static double option(String options, String name) {
        Matcher matcher = Pattern.compile("-XX:" + name + "=([0-9.]+)").matcher(options);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }
}
