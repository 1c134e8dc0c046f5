package dev.carillon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.testkit.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Every overlay, as it would be applied. No cluster has seen them: docs/kubernetes.md. */
class ManifestsTest {

    private static final Pattern NUMBER = Pattern.compile(
            "^\\s*(- )?[A-Za-z0-9./_-]+: *[\"']?(\\[.*)?[0-9][0-9.]*(s|m|h|Mi|Gi|%)?[\"']?(,.*|\\].*)?$");
    private static final Pattern VERSION_OR_NAME =
            Pattern.compile("^\\s*(- )?(apiVersion|version|appVersion|name|image|cidr):.*");
    private static final Path RULES = Path.of("deploy/monitoring/carillon.rules.yaml");
    private static final Path OPERATOR_RULES = Kustomize.PROJECT.resolve("components/monitoring/prometheusrule.yaml");
    private static final Pattern WHOLE = Pattern.compile("(?s)<!-- whole kustomization -->\n```yaml\n(.*?)```");
    private static final int LINES_BEFORE = 4;

    static List<Path> overlays() {
        return Kustomize.overlays();
    }

    @Test
    void everyWayInThatIsNamedIsThere() {
        assertThat(overlays().stream().map(path -> path.getFileName().toString()))
                .containsExactlyInAnyOrder(
                        "gateway",
                        "existing-gateway",
                        "ingress",
                        "envoy-gateway",
                        "traefik",
                        "haproxy",
                        "aws-alb",
                        "gke",
                        "autoscaling-keda",
                        "autoscaling-hpa",
                        "monitoring",
                        "local");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void overlayIsWhatKubernetesTakesAndBreaksNoRule(Path overlay) {
        // When
        Command rendering = Kustomize.render(overlay);

        // Then
        assertThat(rendering.succeeded()).as(rendering.text()).isTrue();
        Manifests manifests = Manifests.parse(rendering.output());
        assertThat(manifests.deployment().isMissingNode()).isFalse();
        assertThat(Rule.faults(manifests)).isEmpty();
    }

    @Test
    void componentsForWhatIsOutsideOpenTheirAddressesOnly() throws IOException {
        // Given
        Path own = Files.createDirectories(Path.of("target/kustomize-outside"));
        Files.writeString(own.resolve("kustomization.yaml"), """
            resources:
              - ../../k8s/overlays/gateway
            components:
              - ../../k8s/components/stores-outside
              - ../../k8s/components/jwks
            """);

        // When
        Command rendering = Kustomize.render(own);

        // Then
        assertThat(rendering.succeeded()).as(rendering.text()).isTrue();
        assertThat(Manifests.parse(rendering.output())
                        .one("NetworkPolicy", "carillon")
                        .at("/spec/egress")
                        .toString())
                .contains("192.0.2.10/32", "192.0.2.20/32", "192.0.2.30/32", "\"port\":443")
                .doesNotContain("carillon.dev/stores");
        // The keys' port is nobody's setting in these manifests; all else is as it must be.
        assertThat(Rule.faults(Manifests.parse(rendering.output()))).allMatch(fault -> fault.startsWith("ports out"));
    }

    @Test
    void jobsTakeTheSettingsOfThePodsAndThePodsWaitForTheSchema() throws IOException {
        // Given
        Path own = Files.createDirectories(Path.of("target/kustomize-jobs"));
        Files.writeString(own.resolve("kustomization.yaml"), """
            namespace: carillon
            images:
              - name: registry.example.com/carillon
                newName: own/carillon
            resources:
              - ../../k8s/overlays/gateway
            components:
              - ../../k8s/components/migrate
              - ../../k8s/components/check
            """);

        // When
        Command rendering = Kustomize.render(own);

        // Then
        assertThat(rendering.succeeded()).as(rendering.text()).isTrue();
        Manifests manifests = Manifests.parse(rendering.output());
        assertThat(Rule.faults(manifests)).isEmpty();
        assertThat(manifests.setting("QUARKUS_FLYWAY_MIGRATE_AT_START")).isEqualTo("false");
        for (String job : List.of("carillon-check", "carillon-migrate")) {
            JsonNode container = manifests.one("Job", job).at("/spec/template/spec/containers/0");
            assertThat(container.path("image"))
                    .as(job)
                    .isEqualTo(manifests.container().path("image"));
            assertThat(container.path("envFrom"))
                    .as(job)
                    .isEqualTo(manifests.container().path("envFrom"));
        }
        assertThat(manifests.all("NetworkPolicy").map(Manifests::nameOf))
                .contains("carillon-check", "carillon-migrate");
    }

    @Test
    void documentedKustomizationLeavesNoNameOfAnExample() throws IOException {
        // Given
        Matcher block = WHOLE.matcher(Files.readString(Path.of("docs/kubernetes.md")));
        assertThat(block.find()).isTrue();
        Path own = Files.createDirectories(Path.of("target/kustomize-documented"));
        Files.writeString(own.resolve("kustomization.yaml"), block.group(1).replace("../carillon/k8s", "../../k8s"));

        // When
        Command rendering = Kustomize.render(own);

        // Then
        assertThat(rendering.succeeded()).as(rendering.text()).isTrue();
        assertThat(rendering.output())
                .doesNotContain("example.com", "cluster-gateway", "namespace: carillon\n", "prometheus-operated");
        assertThat(StrictTypes.faults(Manifests.parse(rendering.output()))).isEmpty();
    }

    @Test
    void everyNumberHasItsReason() throws IOException {
        // Given
        List<String> bare = new ArrayList<>();

        // When
        try (Stream<Path> files = Files.walk(Kustomize.PROJECT)) {
            files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.equals(OPERATOR_RULES) && !Files.isSymbolicLink(file))
                    .forEach(file -> bare.addAll(withoutReason(file)));
        }

        // Then
        assertThat(bare).isEmpty();
    }

    /** {@code -Dk8s.write=true} writes the object from the rules that Prometheus itself reads. */
    @Test
    void alertsOfTheOperatorAreThoseOfPrometheus() throws IOException {
        // Given
        Object groups =
                Files.exists(RULES) ? ((Map<?, ?>) new Yaml().load(Files.readString(RULES))).get("groups") : List.of();

        // When
        if (Boolean.getBoolean("k8s.write")) {
            DumperOptions block = new DumperOptions();
            block.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
            String body = new Yaml(block).dump(Map.of("groups", groups)).indent(2);
            String head = Files.readString(OPERATOR_RULES).replaceFirst("(?s)\nspec:.*", "\nspec:\n");
            Files.writeString(OPERATOR_RULES, head + body);
        }

        // Then
        Map<?, ?> object = new Yaml().load(Files.readString(OPERATOR_RULES));
        assertThat(((Map<?, ?>) object.get("spec")).get("groups")).isEqualTo(groups);
    }

    /** A comment stands on the line, or directly above it or above its parents. */
    private static List<String> withoutReason(Path file) {
        List<String> lines = lines(file);
        List<String> bare = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (NUMBER.matcher(line).matches() && !VERSION_OR_NAME.matcher(line).matches() && !isExplained(lines, i)) {
                bare.add(file + ":" + (i + 1) + " " + line.strip());
            }
        }
        return bare;
    }

    private static boolean isExplained(List<String> lines, int at) {
        int from = Math.max(0, at - LINES_BEFORE);
        for (int i = at - 1; i >= from; i--) {
            String line = lines.get(i).strip();
            if (line.startsWith("#")) {
                return true;
            }
            if (!line.endsWith(":")) {
                return false;
            }
        }
        return false;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
