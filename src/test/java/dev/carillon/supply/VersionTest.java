package dev.carillon.supply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.insight.BuildFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Everything that is published together has the version of {@code pom.xml}. */
class VersionTest {

    private static final Pattern REVISION =
            Pattern.compile("<revision>([0-9]+\\.[0-9]+\\.[0-9]+)(-SNAPSHOT)?</revision>");
    private static final Path WEBUI = Path.of("src/main/webui");
    private static final String OURS = "@carillon/";

    private final String version = REVISION.matcher(Files.readString(Path.of("pom.xml")))
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);

    VersionTest() throws IOException {}

    @Test
    void packageSaysItsVersion() {
        assertThat(BuildFacts.read().version()).isIn(version, version + "-SNAPSHOT");
    }

    @Test
    void everyPackageOfNpmHasItAndAsksForItsSiblingsInIt() throws IOException {
        for (Path file : packages()) {
            JsonNode description = new ObjectMapper().readTree(file.toFile());
            assertThat(description.path("version").asText()).as("%s", file).isEqualTo(version);
            for (String kind : List.of("dependencies", "peerDependencies")) {
                description.path(kind).properties().stream()
                        .filter(entry -> entry.getKey().startsWith(OURS))
                        .forEach(entry -> assertThat(entry.getValue().asText())
                                .as("%s of %s", entry.getKey(), file)
                                .isEqualTo(version));
            }
        }
    }

    @Test
    void imageIsAskedForByIt() throws IOException {
        assertThat(Path.of("k8s/base/kustomization.yaml")).content().contains("newTag: " + version + "\n");
        assertThat(Path.of("k8s/chart/Chart.yaml"))
                .content()
                .contains("\nversion: " + version + "\n", "\nappVersion: " + version + "\n");
        assertThat(Path.of("deploy/compose.yaml")).content().contains("image: carillon:" + version + "\n");
        assertThat(Path.of("deploy/Dockerfile")).content().contains("carillon:" + version + " ");
        assertThat(Path.of("docs/kubernetes.md")).content().contains("carillon:" + version + " ");
    }

    private static List<Path> packages() throws IOException {
        try (Stream<Path> files = Files.find(
                WEBUI,
                2,
                (file, attributes) ->
                        file.endsWith("package.json") && !file.toString().contains("node_modules"))) {
            List<Path> found = files.sorted().toList();
            assertThat(found).hasSizeGreaterThan(3);
            return found;
        }
    }
}
