package dev.carillon.supply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import dev.carillon.cluster.Api;
import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodSettings;
import dev.carillon.testkit.ClientWorkspace;
import dev.carillon.testkit.Command;
import dev.carillon.testkit.Npm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The files that {@code deploy/release} has made work where they are installed. {@code deploy/try-release} names them. */
@Timeout(600)
class ReleaseIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final List<String> NPM =
            List.of("carillon-client", "carillon-notification-center", "carillon-react", "carillon-node");

    @TempDir
    Path directory;

    private Path release = Path.of("target/release");
    private String version = "";

    @BeforeEach
    void find() throws IOException {
        String named = System.getenv("CARILLON_RELEASE");
        if (named == null) {
            System.out.println("SKIPPED: the release. CARILLON_RELEASE names none; deploy/try-release does.");
        }
        assumeTrue(named != null);
        release = Path.of(named).toAbsolutePath();
        try (Stream<Path> files = Files.list(release)) {
            version = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("carillon-[0-9.]+\\.zip"))
                    .map(name -> name.substring("carillon-".length(), name.length() - ".zip".length()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void everyFileIsNamedByChecksumsAndProvenance() throws IOException {
        // When
        Command sums = run(release, "sha256sum", "--check", "--strict", "SHA256SUMS");
        JsonNode provenance = new ObjectMapper()
                .readTree(release.resolve("provenance.intoto.json").toFile());

        // Then
        assertThat(sums.status()).as(sums.text()).isZero();
        try (Stream<Path> files = Files.list(release)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(name -> !name.startsWith("SHA256SUMS"))
                    .allMatch(sums.output()::contains)
                    .filteredOn(name -> !name.equals("provenance.intoto.json"))
                    .containsExactlyInAnyOrderElementsOf(
                            provenance.path("subject").findValuesAsText("name"))
                    .contains(
                            "openapi-" + version + ".yaml",
                            "asyncapi-" + version + ".yaml",
                            "carillon-sbom-" + version + ".json",
                            "carillon-npm-sbom-" + version + ".json");
        }
    }

    @Test
    void distributionStartsWhereItIsUnpacked() throws IOException {
        // Given
        unpack(
                Path.of(System.getProperty("java.home"), "bin", "jar").toString(),
                "xf",
                release.resolve("carillon-" + version + ".zip").toString());
        Path application = directory.resolve("carillon-" + version).resolve("quarkus-run.jar");

        // When
        PodSettings test = PodSettings.of("release-it");
        PodSettings unpacked = new PodSettings(
                application,
                test.logDirectory(),
                test.sessionSecret(),
                test.jvmOptions(),
                test.environment(),
                test.httpPort(),
                test.managementPort());
        try (EmbeddedServices services = EmbeddedServices.start();
                Pod pod = Pod.start("released", services, unpacked).awaitReady(PATIENCE)) {
            // Then
            assertThat(Api.json(Api.fetch(pod.managementUrl() + "/q/info")).toString())
                    .contains("\"" + version + "\"");
        }
    }

    @Test
    void chartIsAcceptedByHelmAndAsksForTheImageOfItsVersion() throws IOException {
        // Given
        unpack(
                "tar",
                "-xzf",
                release.resolve("carillon-chart-" + version + ".tgz").toString());
        Path chart = directory.resolve("carillon");
        Path description = chart.resolve("Chart.yaml");
        // The engine of this test believes in Kubernetes 1.20.
        Files.writeString(description, Files.readString(description).replaceAll("(?m)^kubeVersion:.*\n", ""));

        // When
        String rendered = new Helm(chart)
                .template()
                .withName("carillon")
                .set("monitoring.enabled", true)
                .call();

        // Then
        assertThat(new Helm(chart).lint().call().isFailed()).isFalse();
        assertThat(rendered).contains("/carillon:" + version).contains("alert: CarillonNoPods");
    }

    @Test
    void npmPackagesWorkInEmptyProjects() throws IOException {
        // Given a project that has them from their files alone
        ClientWorkspace project = ClientWorkspace.of(Path.of("src/test/installed"));
        List<String> install = new ArrayList<>(
                List.of("install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"));
        NPM.forEach(name ->
                install.add(release.resolve(name + "-" + version + ".tgz").toString()));
        Command installed = new Npm(project.directory()).run(install.toArray(String[]::new));
        assertThat(installed.succeeded()).as(installed.text()).isTrue();

        // Then
        for (String name : NPM) {
            Path folder = project.directory()
                    .resolve("node_modules/" + name.replaceFirst("-", "/").replaceFirst("^", "@"));
            assertThat(folder)
                    .as(name)
                    .isDirectoryContaining("glob:**/LICENSE")
                    .isDirectoryContaining("glob:**/README.md");
        }
        ClientWorkspace.succeeded(project.tool("tsc", "-p", "tsconfig.bundler.json"));
        ClientWorkspace.succeeded(project.tool("tsc", "-p", "tsconfig.node.json"));
        assertThat(project.node("node.mjs")).contains("a back end: TypeError");
        assertThat(project.node("server.mjs")).contains("<notification-center").contains("0 unread");
        ClientWorkspace.succeeded(project.tool("vite", "build", "--logLevel", "error"));
        assertThat(built(project.directory().resolve("dist")))
                .contains("customElements")
                .contains("EventSource");
    }

    private static String built(Path directory) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(file -> file.toString().endsWith(".js")).forEach(file -> {
                try {
                    all.append(Files.readString(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return all.toString();
    }

    private void unpack(String... words) {
        Command unpacked = run(directory, words);
        assertThat(unpacked.succeeded()).as(unpacked.text()).isTrue();
    }

    private static Command run(Path where, String... words) {
        return Command.run(where, PATIENCE, words);
    }
}
