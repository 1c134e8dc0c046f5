package dev.carillon.supply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same files give the same release. */
class ReleaseFilesTest {

    private static final Instant TIME = Instant.parse("2026-11-29T12:00:00Z");

    @TempDir
    Path directory;

    @Test
    void archivesDependOnNamesAndContentAlone() throws IOException {
        // Given the same files, made in another order and at another time
        Path first = files("first", List.of("b", "a/c"), Instant.EPOCH);
        Path second = files("second", List.of("a/c", "b"), TIME);

        // When
        new ReleaseArchive(first, "top", TIME).zip(directory.resolve("1.zip"));
        new ReleaseArchive(second, "top", TIME).zip(directory.resolve("2.zip"));
        new ReleaseArchive(first, "top", TIME).tarball(directory.resolve("1.tgz"));
        new ReleaseArchive(second, "top", TIME).tarball(directory.resolve("2.tgz"));

        // Then
        assertThat(directory.resolve("1.zip")).hasSameBinaryContentAs(directory.resolve("2.zip"));
        assertThat(directory.resolve("1.tgz")).hasSameBinaryContentAs(directory.resolve("2.tgz"));
        try (ZipFile zip = new ZipFile(directory.resolve("1.zip").toFile())) {
            assertThat(zip.stream().map(Object::toString)).containsExactly("top/a/c", "top/b");
        }
    }

    @Test
    void linkIsPackedAsTheFileThatItLeadsTo() throws IOException {
        // Given
        Path linked = files("linked", List.of("b"), TIME);
        Files.createSymbolicLink(linked.resolve("a"), linked.resolve("b"));

        // When
        new ReleaseArchive(linked, "top", TIME).zip(directory.resolve("linked.zip"));

        // Then
        try (ZipFile zip = new ZipFile(directory.resolve("linked.zip").toFile())) {
            assertThat(zip.getInputStream(zip.getEntry("top/a"))).hasContent("of b");
        }
    }

    @Test
    void checksumsAndProvenanceNameEveryFile() throws IOException {
        // Given
        Path release = files("release", List.of("b.zip", "a.tgz"), TIME);

        // When
        new ReleaseStatement(release, "1.2.3", "c0ffee")
                .write(List.of("docker.io/library/base:1@sha256:" + "0".repeat(64)), "somebody");

        // Then
        JsonNode provenance = new ObjectMapper()
                .readTree(release.resolve("provenance.intoto.json").toFile());
        assertThat(provenance.path("subject").findValuesAsText("name")).containsExactly("a.tgz", "b.zip");
        assertThat(provenance
                        .at("/predicate/buildDefinition/resolvedDependencies")
                        .findValuesAsText("name"))
                .containsExactly("source", "docker.io/library/base:1");
        assertThat(Files.readAllLines(release.resolve("SHA256SUMS")))
                .hasSize(3)
                .allMatch(line -> line.matches("[0-9a-f]{64}  [a-z.]+"));
    }

    @Test
    void listOfTheImageNamesSystemJvmAndPackagesInOrder() throws IOException {
        // Given
        List<String> told = List.of(
                "ID=ubuntu",
                "VERSION_ID=\"24.04\"",
                "IMPLEMENTOR=\"Eclipse Adoptium\"",
                "JAVA_RUNTIME_VERSION=\"25.0.3+9-LTS\"",
                "package zlib1g 1:1.3 amd64",
                "package bash 5.2.21-2 amd64");

        // When
        JsonNode list = new ObjectMapper().readTree(new ImageComponents("1.2.3", told).cycloneDx());

        // Then
        assertThat(list.path("components").findValuesAsText("name"))
                .containsExactly("ubuntu", "openjdk", "Eclipse Adoptium", "bash", "zlib1g");
        assertThat(list.at("/components/2/purl").asText()).isEqualTo("pkg:deb/ubuntu/bash@5.2.21-2?arch=amd64");
        assertThatThrownBy(() -> new ImageComponents("1.2.3", List.of("sh: not found")).cycloneDx())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void listOfTheNpmPackagesNamesWhatTheyBringAndNotWhatBuiltThem() throws IOException {
        // Given
        JsonNode lock = new ObjectMapper()
                .readTree(Path.of("src/main/webui/package-lock.json").toFile());

        // When
        JsonNode list = new ObjectMapper().readTree(new NpmComponents("1.2.3", lock).cycloneDx());

        // Then
        assertThat(list.path("components").findValuesAsText("name"))
                .contains("@carillon/client", "@carillon/node", "@carillon/notification-center", "@carillon/react")
                .contains("lit", "lit-html", "@lit/reactive-element")
                .doesNotContain("react", "esbuild", "typescript", "@trpc/server");
        assertThat(list.path("components"))
                .filteredOn(one -> one.path("name").asText().equals("lit-html"))
                .singleElement()
                .satisfies(lit -> {
                    assertThat(lit.path("purl").asText()).matches("pkg:npm/lit-html@3[0-9.]+");
                    assertThat(lit.at("/licenses/0/license/id").asText()).isEqualTo("BSD-3-Clause");
                    assertThat(lit.at("/hashes/0/content").asText()).matches("[0-9a-f]{128}");
                });
        assertThat(list.path("dependencies"))
                .filteredOn(one -> one.path("ref").asText().startsWith("pkg:npm/%40carillon/react@"))
                .singleElement()
                .satisfies(react -> assertThat(react.path("dependsOn")).hasSize(2));
    }

    private Path files(String name, List<String> files, Instant time) throws IOException {
        Path root = directory.resolve(name);
        for (String file : files) {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "of " + file);
            Files.setLastModifiedTime(path, FileTime.from(time));
        }
        return root;
    }
}
