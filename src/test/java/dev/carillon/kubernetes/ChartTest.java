package dev.carillon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import dev.carillon.testkit.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The chart gives what the kustomization gives, and rejects what it does not know.
 *
 * <p>See docs/adr/0028-a-chart-beside-the-kustomization.md
 */
class ChartTest {

    private static final List<String> OF_HELM =
            List.of("helm.sh/chart", "app.kubernetes.io/managed-by", "app.kubernetes.io/version");

    @Test
    void chartIsWellFormed() {
        // When
        LintResult lint = new Helm(Chart.copy()).lint().call();

        // Then
        assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
    }

    @Test
    void chartWithoutValuesGivesWhatTheBaseGives() {
        // Given
        Command base = Kustomize.render(Path.of("k8s/base"));

        // When
        Manifests chart = Chart.render("carillon");

        // Then
        Manifests kustomized = Manifests.parse(base.output());
        Map<String, JsonNode> expected = comparable(kustomized.objects().stream()
                .filter(object -> !object.path("kind").asText().equals("Namespace")));
        assertThat(comparable(chart.objects().stream())).isEqualTo(expected).hasSizeGreaterThan(5);
    }

    @Test
    void everythingTogetherBreaksNoRule() {
        assertThat(Rule.faults(Chart.everything("carillon"))).isEmpty();
    }

    @Test
    void autoscalerOfTheClusterBreaksNoRule() {
        assertThat(Rule.faults(Chart.render("carillon", "autoscaling.kind=hpa")))
                .isEmpty();
    }

    @Test
    void smokeTestIsWhatKubernetesTakes() {
        // When
        Manifests test = Chart.smokeTest("carillon");

        // Then
        JsonNode container = test.one("Pod", "carillon-smoke").at("/spec/containers/0");
        assertThat(container.path("image").asText()).endsWith(":0.2.0");
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container.has("args")).isFalse();
        assertThat(StrictTypes.faults(test)).isEmpty();
        // Each pod has an address of its own there, and may be asked.
        JsonNode service = test.one("Service", "carillon-smoke");
        assertThat(service.at("/spec/clusterIP").asText()).isEqualTo("None");
        assertThat(ReferenceRules.selectsPods(Chart.render("carillon"), service.at("/spec/selector")))
                .isTrue();
        assertThat(test.one("NetworkPolicy", "carillon-smoke")
                        .at("/spec/ingress/0/ports")
                        .findValuesAsText("port"))
                .containsExactly("8080", "9000");
    }

    @Test
    void smokeTestAsksNoCanaryWhereThereIsNone() {
        // When
        Manifests test = Chart.smokeTestWithoutCanary("carillon");

        // Then
        assertThat(test.one("Pod", "carillon-smoke")
                        .at("/spec/containers/0/args/1")
                        .asText())
                .isEqualTo("without-canary");
    }

    @Test
    void twoInstallationsOfANamespaceShareNothing() {
        // When
        Manifests blue = Chart.everything("carillon-blue");
        Manifests green = Chart.everything("carillon-green");

        // Then
        assertThat(blue.objects().stream().map(Manifests::idOf))
                .doesNotContainAnyElementsOf(
                        green.objects().stream().map(Manifests::idOf).toList());
        JsonNode selector = blue.one("Deployment", "carillon-blue").at("/spec/selector/matchLabels");
        assertThat(ReferenceRules.selectsPods(blue, selector)).isTrue();
        assertThat(ReferenceRules.selectsPods(green, selector)).isFalse();
    }

    @Test
    void gatewayThatIsThereIsOnlyReferredTo() {
        // When
        Manifests routes = Chart.render(
                "carillon", "host=n.example.org", "existingGateway.name=shared", "existingGateway.namespace=gateways");

        // Then
        assertThat(routes.all("Gateway")).isEmpty();
        assertThat(routes.all("HTTPRoute").map(route -> route.at("/spec/parentRefs/0")))
                .hasSize(2)
                .allMatch(parent -> parent.path("name").asText().equals("shared")
                        && parent.path("namespace").asText().equals("gateways"));
    }

    @Test
    void openShiftChoosesTheUser() {
        // When
        Manifests manifests = Chart.render("carillon", "openshift.enabled=true");

        // Then
        assertThat(manifests.pod().path("securityContext").has("runAsUser")).isFalse();
        assertThat(manifests
                        .one("NetworkPolicy", "carillon")
                        .at("/spec/egress/0")
                        .toString())
                .contains("openshift-dns", "5353");
    }

    @Test
    void alertsLeadWhereTheRunbooksAre() {
        // When
        Manifests manifests = Chart.render(
                "carillon", "monitoring.enabled=true", "monitoring.runbooks=https://wiki.example.org/operations.md");

        // Then
        assertThat(manifests.one("PrometheusRule", "carillon").findValuesAsText("runbook_url"))
                .hasSizeGreaterThan(20)
                .allMatch(url -> url.matches("https://wiki\\.example\\.org/operations\\.md#carillon[a-z]+"));
    }

    @Test
    void secretsAndVariablesOfTheUsersAreTaken() {
        // When
        Manifests manifests = Chart.render(
                "carillon",
                "existingSecret=mine",
                "extraSecrets[0]=redis",
                "extraEnv[0].name=CARILLON_POD_NAME_SUFFIX",
                "extraEnv[0].value=a");

        // Then
        assertThat(manifests.container().path("envFrom").findValuesAsText("name"))
                .containsExactly("carillon", "mine", "redis");
        assertThat(manifests.container().path("env").findValuesAsText("name")).contains("CARILLON_POD_NAME_SUFFIX");
    }

    @Test
    void jobsComeBeforeTheReleaseAndThePodsWaitForTheSchema() {
        // When
        Manifests manifests = Chart.withHooks(
                "templates/jobs.yaml",
                "carillon",
                "check.enabled=true",
                "migrate.enabled=true",
                "migrate.secret=owner",
                "autoscaling.kind=hpa",
                "autoscaling.max=7");

        // Then
        assertThat(StrictTypes.faults(manifests)).isEmpty();
        JsonNode check = manifests.one("Job", "carillon-check");
        JsonNode migrate = manifests.one("Job", "carillon-migrate");
        assertThat(check.at("/metadata/annotations/example.org~1hook-weight").asText())
                .isEqualTo("0");
        assertThat(migrate.at("/metadata/annotations/example.org~1hook-weight").asText())
                .isEqualTo("1");
        assertThat(check.at("/spec/template/spec/containers/0/args").toString()).isEqualTo("[\"check\",\"7\"]");
        JsonNode container = migrate.at("/spec/template/spec/containers/0");
        assertThat(container.path("args").toString()).isEqualTo("[\"migrate\"]");
        // Neither the ConfigMap nor the ServiceAccount of the release is there yet.
        assertThat(container.path("envFrom").findValuesAsText("name")).containsExactly("carillon", "owner");
        assertThat(container.path("envFrom").toString()).doesNotContain("configMapRef");
        assertThat(migrate.at("/spec/template/spec").has("serviceAccountName")).isFalse();
        assertThat(container.path("env").findValuesAsText("name")).contains("QUARKUS_DATASOURCE_JDBC_URL");
        assertThat(manifests.container().path("env").toString())
                .contains("{\"name\":\"QUARKUS_FLYWAY_MIGRATE_AT_START\",\"value\":\"false\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "migrate.enable=true",
                "monitoring.runbook=https://wiki.example.org",
                "replica=4",
                "image.tags=1",
                "image.tag=latest",
                "config.CARILLON-DRAIN=1s",
                "autoscaling.kind=vpa",
                "resources.memory=1536MB",
                "disruptionBudget.maxUnavailable=0%",
                "gateway.enabled=true",
                "ingress.enabled=true"
            })
    void misspeltOrMissingValueIsRejected(String value) {
        assertThatThrownBy(() -> Chart.render("carillon", value)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void packageHoldsTheAlertsThemselves(@TempDir Path directory) {
        // When
        new Helm(Chart.copy()).packageIt().withDestination(directory).call();

        // Then
        assertThat(directory).isDirectoryContaining("glob:**carillon-*.tgz");
        assertThat(Chart.copy().resolve("files/carillon.rules.yaml"))
                .hasSameTextualContentAs(Path.of("deploy/monitoring/carillon.rules.yaml"));
        assertThat(Files.isSymbolicLink(Chart.SOURCE.resolve("files/carillon.rules.yaml")))
                .isTrue();
    }

    /** By kind and name, without what only Helm or only kustomize adds. */
    private static Map<String, JsonNode> comparable(Stream<JsonNode> objects) {
        Map<String, JsonNode> comparable = new TreeMap<>();
        objects.map(object -> (ObjectNode)
                        Manifests.parse(object.toString().replaceAll("\"carillon-[a-z0-9]{10}\"", "\"carillon\""))
                                .objects()
                                .get(0))
                .forEach(object -> {
                    ((ObjectNode) object.at("/metadata/labels")).remove(OF_HELM);
                    JsonNode pod = object.at("/spec/template/metadata");
                    if (pod.has("annotations")) {
                        ((ObjectNode) pod.path("annotations")).remove("checksum/config");
                        if (pod.path("annotations").isEmpty()) {
                            ((ObjectNode) pod).remove("annotations");
                        }
                    }
                    comparable.put(Manifests.idOf(object), object);
                });
        return comparable;
    }
}
