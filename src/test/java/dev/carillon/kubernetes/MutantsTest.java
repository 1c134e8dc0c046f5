package dev.carillon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.carillon.testkit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.error.YAMLException;

/** The test of the tests: good manifests, each broken in one place, and who must notice. */
class MutantsTest {

    private static final Map<String, String> RENDERED = new ConcurrentHashMap<>();

    static Stream<Arguments> mutants() {
        return Stream.of(
                // Found by the types
                arguments("gateway", "minReadySeconds:", "minReadySecond:", "types: Deployment"),
                arguments("gateway", "replicas: 3", "replicas: three", "types: Deployment"),
                arguments("gateway", "serviceAccountName: carillon", "serviceAccountNames: carillon", "types: Depl"),
                arguments("gateway", "memory: 1536Mi", "memory: 1536MiB", "types: Deployment"),
                arguments("autoscaling-hpa", "autoscaling/v2", "autoscaling/v2beta2", "types: HorizontalPodAutoscaler"),
                arguments("autoscaling-hpa", "scaleTargetRef:", "scaleTarget:", "types: HorizontalPodAutoscaler"),
                arguments("gateway", "gatewayClassName:", "gatewayClass:", "types: Gateway"),
                arguments("gateway", "backendRefs:", "backends:", "types: HTTPRoute"),
                arguments("monitoring", "scrapeTimeout:", "scrapeTimeOut:", "types: PodMonitor"),
                // Found only by our rules
                arguments("gateway", "runAsNonRoot: true", "runAsNonRoot: false", "restricted"),
                arguments("gateway", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "restricted"),
                arguments(
                        "gateway", "limits:\n            memory: 1536Mi", "limits:\n            memory: 1Gi", "memory"),
                arguments("gateway", "carillon:0.2.0", "carillon:latest", "pinned image"),
                arguments("gateway", "containerPort: 8080", "containerPort: 99999", "ports"),
                arguments(
                        "gateway",
                        "port: management\n          periodSeconds: 10",
                        "port: admin\n          periodSeconds: 10",
                        "probes"),
                arguments("gateway", "path: /q/health/live", "path: /q/health", "own probes"),
                arguments("gateway", "MaxRAMPercentage=50", "MaxRAMPercentage=95", "virtual machine"),
                arguments("gateway", "name: carillon-to-https", "name: Carillon-To-HTTPS", "names"),
                arguments(
                        "gateway",
                        "matchLabels:\n      app.kubernetes.io/component: pod",
                        "matchLabels:\n      app.kubernetes.io/component: pods",
                        "selectors"),
                arguments("gateway", "targetPort: http", "targetPort: web", "services"),
                arguments(
                        "gateway",
                        "mountPath: /tmp\n          name: tmp",
                        "mountPath: /tmp\n          name: temp",
                        "mounts"),
                arguments(
                        "gateway",
                        "configMapRef:\n            name: carillon",
                        "configMapRef:\n            name: carillon-old",
                        "sources"),
                arguments("local", "CARILLON_BUS_SECRETS: ", "CARILLON_BUS_SECRETS: YQ== # ", "secrets"),
                arguments("local", "CARILLON_BUS_SECRETS: ", "CARILLON_JWT_SECRET: ", "secrets"),
                arguments("gateway", "CARILLON_DRAIN_WINDOW:", "CARILLON_DRAIN_TIME:", "settings"),
                arguments(
                        "gateway",
                        "terminationGracePeriodSeconds: 75",
                        "terminationGracePeriodSeconds: 30",
                        "grace period"),
                arguments("gateway", "CARILLON_DRAIN_WINDOW: 30s", "CARILLON_DRAIN_WINDOW: 60s", "grace period"),
                arguments("gateway", "maxUnavailable: 0", "maxUnavailable: 1", "strategy"),
                arguments(
                        "gateway",
                        "maxUnavailable: 10%\n",
                        "maxUnavailable: 10%\n  minAvailable: 2\n",
                        "disruption budget"),
                arguments(
                        "gateway",
                        "topologyKey: kubernetes.io/hostname",
                        "topologyKey: topology.kubernetes.io/zone",
                        "spread"),
                arguments(
                        "autoscaling-keda",
                        "spec:\n  minReadySeconds",
                        "spec:\n  replicas: 3\n  minReadySeconds",
                        "replicas"),
                arguments(
                        "gateway",
                        "policyTypes:\n  - Ingress\n  - Egress",
                        "policyTypes:\n  - Ingress",
                        "default deny"),
                arguments("gateway", "- port: 8080", "- port: 8081", "ports in"),
                arguments("gateway", "- port: 6379", "- port: 6380", "ports out"),
                arguments(
                        "gateway",
                        "namespaceSelector:\n        matchLabels:\n          carillon.dev/stores: \"true\"",
                        "namespaceSelector: {}",
                        "places out"),
                arguments("gateway", "name: Strict-Transport-Security", "name: X-Nothing", "stays with TLS"),
                arguments("traefik", "stsSeconds: 31536000", "stsSeconds: 0", "stays with TLS"),
                arguments("traefik", "scheme: https", "scheme: http", "TLS"),
                arguments("haproxy", "Strict-Transport-Security", "X-Nothing", "stays with TLS"),
                arguments("aws-alb", "strict_transport_security", "x_nothing", "stays with TLS"),
                arguments(
                        "gateway",
                        "carillon.dev/monitoring: \"true\"",
                        "carillon.dev/gateway: \"true\"",
                        "management stays inside"),
                arguments(
                        "gateway",
                        "backendRefs:\n    - name: carillon\n",
                        "backendRefs:\n    - name: karillon\n",
                        "backends"),
                arguments("gateway", "sectionName: https", "sectionName: tls", "parents"),
                arguments("gateway", "sectionName: https", "sectionName: http", "TLS"),
                arguments("gateway", "request: 20s", "request: 20 s", "durations"),
                arguments("gateway", "request: 0s", "request: 60s", "stream without end"),
                arguments("envoy-gateway", "requestTimeout: 0s", "requestTimeout: 15s", "stream without end"),
                arguments("gke", "timeoutSec: 3600", "timeoutSec: 1800", "stream without end"),
                arguments("aws-alb", "idle_timeout.timeout_seconds=120", "idle_timeout.timeout_seconds=60", "silence"),
                arguments("haproxy", "timeout-server: 90s", "timeout-server: 50s", "silence"),
                arguments(
                        "aws-alb",
                        "deregistration_delay.timeout_seconds=60",
                        "deregistration_delay.timeout_seconds=30",
                        "draining"),
                arguments("gke", "requestPath: /q/health/ready", "requestPath: /", "health checks"),
                arguments("autoscaling-keda", "sum(carillon_clients{", "sum(sse_clients{", "autoscaler"),
                arguments(
                        "autoscaling-keda", "ignoreNullValues: \"false\"", "ignoreNullValues: \"true\"", "autoscaler"),
                arguments("gateway", "-XX:MaxDirectMemorySize=256m ", "", "virtual machine"),
                arguments("gateway", "value: /api/console/stream", "value: /api/console", "stream without end"),
                arguments(
                        "envoy-gateway",
                        "kind: HTTPRoute\n    name: carillon-streams\n",
                        "kind: HTTPRoute\n    name: carillon\n",
                        "own answers"),
                arguments("haproxy", "haproxy.org/ssl-redirect", "haproxy.org/timeout-connect", "own answers"),
                arguments("autoscaling-keda", "threshold: \"6000\"", "threshold: \"20000\"", "autoscaler"),
                arguments("autoscaling-hpa", "maxReplicas: 30", "maxReplicas: 100", "autoscaler"),
                arguments("monitoring", "path: /q/metrics", "path: /metrics", "scrape"));
    }

    @ParameterizedTest(name = "{0}: {2} is found by {3}")
    @MethodSource("mutants")
    void brokenCopyIsFound(String overlay, String good, String broken, String finder) {
        // Given
        String text = RENDERED.computeIfAbsent(
                overlay,
                name -> Kustomize.render(Path.of("k8s/overlays").resolve(name)).output());
        assertThat(text).as("the mutation has nothing to change").contains(good);

        // When
        Manifests manifests = Manifests.parse(text.replace(good, broken));

        // Then
        assertThat(Rule.faults(manifests)).anyMatch(fault -> fault.startsWith(finder));
    }

    @Test
    void sameKeyTwiceIsNotRead() {
        // Given
        String twice = "kind: Service\nkind: Deployment\n";

        // Then
        assertThatThrownBy(() -> Manifests.parse(twice)).isInstanceOf(YAMLException.class);
    }

    @Test
    void kustomizationThatNamesWhatIsNotThereIsNotRendered(@TempDir Path directory) throws IOException {
        // Given
        Files.writeString(directory.resolve("kustomization.yaml"), "resources:\n  - deploymnet.yaml\n");

        // When
        Command rendering = Kustomize.render(directory);

        // Then
        assertThat(rendering.succeeded()).isFalse();
    }

    /** A rule that no mutant is for may as well not be there. */
    @Test
    void everyRuleIsTriedByAMutant() {
        assertThat(Rule.all()).allMatch(rule -> mutants().anyMatch(mutant -> mutant.get()[3].equals(rule.name())));
    }
}
