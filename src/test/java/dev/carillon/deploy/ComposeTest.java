package dev.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.secret.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code deploy/compose.yaml} as text. */
class ComposeTest {

    private static final Path FILE = Path.of("deploy/compose.yaml");
    private static final List<String> PODS = List.of("pod-1", "pod-2", "pod-3");

    private static final Set<String> SERVICE_KEYS = Set.of(
            "image",
            "build",
            "environment",
            "read_only",
            "tmpfs",
            "cap_drop",
            "security_opt",
            "mem_limit",
            "stop_grace_period",
            "restart",
            "depends_on",
            "hostname",
            "entrypoint",
            "command",
            "volumes",
            "ports",
            "ulimits",
            "healthcheck");

    private static final Path STAND_INS = Path.of("deploy/compose/stand-ins.yaml");

    private final JsonNode compose = read(FILE);

    @Test
    void everythingThatIsPromisedIsThere() {
        assertThat(names(compose.path("services")))
                .containsExactlyInAnyOrder(
                        "pod-1", "pod-2", "pod-3", "tls", "nginx", "postgresql", "redis", "prometheus", "grafana");
    }

    @Test
    void nothingIsMisspelt() {
        for (JsonNode service : compose.path("services")) {
            assertThat(SERVICE_KEYS).containsAll(names(service));
        }
    }

    /** Any other service would be pulled where nothing can be. */
    @Test
    void everyServiceButThePodsHasAStandInOrIsLeftOut() {
        // When
        JsonNode standIns = read(STAND_INS).path("services");

        // Then
        Set<String> others = names(compose.path("services"));
        PODS.forEach(others::remove);
        assertThat(names(standIns)).isEqualTo(others);
        assertThat(standIns)
                .allMatch(service -> service.has("profiles")
                        || service.path("pull_policy").asText().equals("never"));
    }

    @Test
    void everyImageHasAVersion() {
        for (JsonNode service : compose.path("services")) {
            assertThat(service.path("image").asText())
                    .matches("[a-z0-9./-]+:v?[0-9]+\\.[0-9]+[A-Za-z0-9._-]*(@sha256:[0-9a-f]{64})?");
        }
    }

    @Test
    void everyFileThatIsMountedIsThereAndEveryVolumeDeclared() {
        Set<String> volumes = names(compose.path("volumes"));
        for (JsonNode service : compose.path("services")) {
            for (JsonNode volume : service.path("volumes")) {
                String source = volume.asText().split(":")[0];
                Path file = FILE.getParent().resolve(source).normalize();
                assertThat(source.startsWith(".") ? Files.exists(file) : volumes.contains(source))
                        .as(source)
                        .isTrue();
            }
        }
    }

    @Test
    void everyServiceThatIsWaitedForIsThereAndTellsItsHealth() {
        for (JsonNode service : compose.path("services")) {
            service.path("depends_on").properties().forEach(wait -> {
                JsonNode other = compose.path("services").path(wait.getKey());
                assertThat(other.isMissingNode()).as(wait.getKey()).isFalse();
                if (wait.getValue().path("condition").asText().equals("service_healthy")) {
                    assertThat(other.has("healthcheck")).as(wait.getKey()).isTrue();
                }
            });
        }
    }

    @Test
    void podsTellTheirHealthAsTheirImageDoes() {
        // Given
        List<String> ofTheImage = Dockerfile.read().last("HEALTHCHECK").get(0).words();

        // Then
        for (String pod : PODS) {
            List<String> test = new ArrayList<>();
            compose.path("services")
                    .path(pod)
                    .path("healthcheck")
                    .path("test")
                    .forEach(word -> test.add(word.asText()));
            assertThat(test).startsWith("CMD").endsWith(ofTheImage.toArray(String[]::new));
        }
    }

    @Test
    void podsAreConfiguredWithKeysThatThereAre() throws IOException {
        String documented = Files.readString(Path.of("docs/configuration.md"));
        for (String pod : PODS) {
            for (String key : names(compose.path("services").path(pod).path("environment"))) {
                if (key.equals("JDK_JAVA_OPTIONS")) {
                    continue;
                }
                String property = key.toLowerCase(Locale.ROOT).replace('_', '.');
                String last = property.substring(property.lastIndexOf('.'));
                assertThat(documented).as(key).contains(last + "`");
            }
        }
    }

    @Test
    void podsShareTheSecretThatTheyDoNotStartWithout() {
        Set<String> secrets = new HashSet<>();
        for (String pod : PODS) {
            secrets.add(compose.path("services")
                    .path(pod)
                    .at("/environment/CARILLON_BUS_SECRETS")
                    .asText());
        }
        assertThat(secrets)
                .singleElement()
                .satisfies(secret -> assertThat(secret).hasSizeGreaterThanOrEqualTo(Secrets.MIN_BYTES));
    }

    @Test
    void podsAreLeftTheTimeThatTheirDrainTakes() {
        // Window, grace and shutdown timeout, by default.
        Duration needed = Duration.ofSeconds(20 + 6 + 10);
        for (String pod : PODS) {
            String given =
                    compose.path("services").path(pod).path("stop_grace_period").asText();
            assertThat(Duration.parse("PT" + given.toUpperCase(Locale.ROOT))).isGreaterThan(needed);
            assertThat(compose.path("services").path(pod).path("read_only").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void proxyAndPrometheusKnowThePods() throws IOException {
        String nginx = Files.readString(Path.of("deploy/nginx/nginx.conf"));
        String prometheus = Files.readString(Path.of("deploy/compose/prometheus.yml"));
        for (String pod : PODS) {
            assertThat(nginx).contains("server " + pod + ":8080 ");
            assertThat(prometheus).contains(pod + ":9000");
        }
    }

    private static Set<String> names(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                .collect(Collectors.toSet());
    }

    /** Resolves anchors, and rejects duplicate keys. */
    private static JsonNode read(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            return new ObjectMapper().valueToTree(new Yaml(new SafeConstructor(options)).load(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
