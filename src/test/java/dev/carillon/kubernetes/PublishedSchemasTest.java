package dev.carillon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each overlay names the versions that it is valid for, and is checked against the definitions of each. They are in folders
 * of their names ({@code eg-v1.9.0} for Envoy Gateway 1.9.0) below the one that {@code CARILLON_CRDS} names.
 */
class PublishedSchemasTest {

    private static final Pattern VALID_FOR = Pattern.compile("(?m)^# Valid for: (.+)$");

    private Path folder;

    static List<Path> overlays() throws IOException {
        List<Path> checked = new ArrayList<>();
        for (Path overlay : Kustomize.overlays()) {
            if (!versions(overlay).isEmpty()) {
                checked.add(overlay);
            }
        }
        return checked;
    }

    @BeforeEach
    void findThem() {
        String named = System.getenv("CARILLON_CRDS");
        if (named == null) {
            System.out.println("SKIPPED: published definitions. CARILLON_CRDS names no folder with them.");
            abort("CARILLON_CRDS is not set");
        }
        folder = Path.of(named);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void overlayIsTakenByEveryVersionThatItNames(Path overlay) throws IOException {
        // Given
        Manifests manifests = Manifests.parse(Kustomize.render(overlay).output());
        List<String> faults = new ArrayList<>();

        // When
        for (String version : versions(overlay)) {
            PublishedSchemas schemas = PublishedSchemas.read(folder.resolve(version));
            List<JsonNode> known =
                    manifests.objects().stream().filter(schemas::know).toList();
            if (known.isEmpty()) {
                faults.add(version + " has nothing to do with " + overlay);
            }
            known.forEach(object -> schemas.faults(object).forEach(fault -> faults.add(version + ": " + fault)));
        }

        // Then
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "envoy-gateway | requestTimeout: 0s    | streamIdleTimeout: 90s | eg-v1.6.7  | is not known",
                "envoy-gateway | type: LeastRequest    | type: LeastConnections | eg-v1.9.0  | is none of",
                "gateway       | gatewayClassName: cl  | gatewayClas: cl        | gw-v1.2.1  | is missing",
                "gateway       | request: 0s           | request: 0 s           | gw-v1.6.1  | does not match",
                "autoscaling-keda | pollingInterval: 15 | pollingInterval: soon | keda       | is no integer",
                "gke           | timeoutSec: 3600      | timeoutSec: 1h         | gke        | is no integer"
            })
    void brokenObjectIsRejected(String overlay, String good, String broken, String version, String fault)
            throws IOException {
        // Given
        String text = Kustomize.render(Path.of("k8s/overlays").resolve(overlay)).output();
        PublishedSchemas schemas = PublishedSchemas.read(folder.resolve(version));

        // When
        List<String> faults = Manifests.parse(text.replace(good, broken)).objects().stream()
                .filter(schemas::know)
                .flatMap(object -> schemas.faults(object).stream())
                .toList();

        // Then
        assertThat(faults).anyMatch(found -> found.contains(fault));
    }

    @Test
    void everyKindIsOfSomeVersion() throws IOException {
        // Given
        List<String> unknown = new ArrayList<>();

        // When
        for (Path overlay : overlays()) {
            List<PublishedSchemas> all = new ArrayList<>();
            for (String version : versions(overlay)) {
                all.add(PublishedSchemas.read(folder.resolve(version)));
            }
            Manifests.parse(Kustomize.render(overlay).output()).objects().stream()
                    .filter(VendorModels::know)
                    .filter(object -> all.stream().noneMatch(schemas -> schemas.know(object)))
                    .forEach(object -> unknown.add(object.path("kind").asText()));
        }

        // Then: the folder may lack a definition, which the models of npm have.
        assertThat(unknown).allMatch(kind -> kind.equals("Middleware"));
    }

    private static List<String> versions(Path overlay) throws IOException {
        Matcher named = VALID_FOR.matcher(Files.readString(overlay.resolve("kustomization.yaml")));
        return named.find() ? List.of(named.group(1).strip().split(" +")) : List.of();
    }
}
