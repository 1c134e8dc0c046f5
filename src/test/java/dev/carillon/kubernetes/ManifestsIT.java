package dev.carillon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.Pod;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A running pod confirms what the manifests say about the application. */
@ExtendWith(WithCluster.class)
class ManifestsIT {

    private final Pod pod;

    ManifestsIT(BreakableCluster cluster) {
        this.pod = cluster.pod(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"startupProbe", "livenessProbe", "readinessProbe"})
    void probeIsAnsweredOnTheManagementPortAndNowhereElse(String probe) {
        // Given
        Manifests manifests = gateway();
        String path = manifests.container().at("/" + probe + "/httpGet/path").asText();

        // Then
        assertThat(path).isNotEmpty();
        assertThat(status(pod.managementUrl() + path)).isEqualTo(200);
        assertThat(status(pod.baseUrl() + path)).isEqualTo(404);
    }

    @Test
    void autoscalersAndMonitorsMetricIsThere() {
        // Given
        Manifests manifests = Manifests.parse(
                Kustomize.render(Path.of("k8s/overlays/monitoring")).output());
        String path = manifests
                .one("PodMonitor", "carillon")
                .at("/spec/podMetricsEndpoints/0/path")
                .asText();

        // Then
        assertThat(status(pod.managementUrl() + path)).isEqualTo(200);
        assertThat(PodMetrics.of(pod).text().lines())
                .anyMatch(line -> line.matches(ScalingRules.METRIC + "(\\{[^}]*})? [0-9.]+"));
        assertThat(status(pod.baseUrl() + path)).isEqualTo(404);
    }

    @Test
    void portsAreTheApplicationsOwn() {
        // Given
        Stream<JsonNode> ports = Manifests.stream(gateway().container().path("ports"));

        // Then
        assertThat(ports.map(port -> port.path("containerPort").asText()))
                .containsExactly(Promises.property("quarkus.http.port"), Promises.property("quarkus.management.port"));
    }

    private static Manifests gateway() {
        return Manifests.parse(Kustomize.render(Path.of("k8s/overlays/gateway")).output());
    }

    private static int status(String address) {
        return Api.fetch(address).statusCode();
    }
}
