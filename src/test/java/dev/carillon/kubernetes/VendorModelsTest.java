package dev.carillon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Custom resources of every overlay and of the chart, by the models that npm has of them. */
class VendorModelsTest {

    /** An overlay, what is good in it, what it is broken to, and the kind that it breaks. */
    private record Mutant(String overlay, String good, String broken, String kind) {}

    private static final List<Mutant> MUTANTS = List.of(
            new Mutant("gateway", "gatewayClassName:", "gatewayClass:", "Gateway"),
            new Mutant("gateway", "backendRefs:", "backends:", "HTTPRoute"),
            new Mutant("gateway", "request: 20s", "request: 20 s", "HTTPRoute"),
            new Mutant("monitoring", "scrapeTimeout:", "scrapeTimeOut:", "PodMonitor"),
            new Mutant("autoscaling-keda", "pollingInterval: 15", "pollInterval: 15", "ScaledObject"),
            new Mutant("autoscaling-keda", "pollingInterval: 15", "pollingInterval: soon", "ScaledObject"),
            new Mutant("envoy-gateway", "type: LeastRequest", "type: LeastConnections", "BackendTrafficPolicy"),
            new Mutant("envoy-gateway", "connectTimeout: 2s", "connectTimeout: 2 seconds", "BackendTrafficPolicy"),
            new Mutant("traefik", "strategy: p2c", "strategies: p2c", "IngressRoute"),
            new Mutant("gke", "timeoutSec: 3600", "timeoutSec: 1h", "GCPBackendPolicy"));

    @Test
    void everyCustomResourceIsWhatItsVendorTakes() throws IOException {
        // Given
        List<JsonNode> objects = new ArrayList<>();
        for (Path overlay : Kustomize.overlays()) {
            objects.addAll(known(Kustomize.render(overlay).output()));
        }
        Chart.everything("carillon").objects().stream()
                .filter(VendorModels::know)
                .forEach(objects::add);

        // Then
        assertThat(objects).hasSizeGreaterThan(20);
        assertThat(VendorModels.faults(objects)).allMatch(String::isEmpty);
    }

    @Test
    void brokenCustomResourceIsFound() throws IOException {
        // Given
        List<JsonNode> objects = new ArrayList<>();
        Map<String, String> rendered = new HashMap<>();
        for (Mutant mutant : MUTANTS) {
            String text = rendered.computeIfAbsent(
                    mutant.overlay,
                    name -> Kustomize.render(Path.of("k8s/overlays").resolve(name))
                            .output());
            objects.add(known(text.replace(mutant.good, mutant.broken)).stream()
                    .filter(object -> object.path("kind").asText().equals(mutant.kind))
                    .filter(object -> !known(text).contains(object))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(mutant + " changes nothing")));
        }

        // Then
        assertThat(VendorModels.faults(objects)).hasSameSizeAs(MUTANTS).noneMatch(String::isEmpty);
    }

    private static List<JsonNode> known(String yaml) {
        return Manifests.parse(yaml).objects().stream()
                .filter(VendorModels::know)
                .toList();
    }
}
