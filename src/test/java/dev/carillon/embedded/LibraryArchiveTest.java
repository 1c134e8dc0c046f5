package dev.carillon.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryArchiveTest {

    private static final String ARCHIVE = "lib/main/libraries.jar";

    @TempDir
    Path directory;

    private Path application;

    @BeforeEach
    void makeAPackage() throws IOException {
        application = directory.resolve("quarkus-run.jar");
        jar("quarkus-run.jar", "app/app.jar lib/main/first.jar lib/boot/second.jar", false, Map.of());
        jar("app/app.jar", null, false, Map.of("app/Main.class", "main"));
        jar(
                "lib/main/first.jar",
                null,
                false,
                Map.of(
                        "a/A.class", "a",
                        "module-info.class", "module",
                        "META-INF/LICENSE", "one license",
                        "META-INF/versions/9/a/A.class", "not meant",
                        "META-INF/services/a.Service", "a.First"));
        jar(
                "lib/boot/second.jar",
                null,
                true,
                Map.of(
                        "a/A.class", "a",
                        "b/B.class", "b",
                        "META-INF/LICENSE", "another",
                        "META-INF/versions/9/b/B.class", "b for 9",
                        "META-INF/services/a.Service", "a.Second"));
    }

    @Test
    void allLibrariesAreOneEntryOfTheClassPath() throws IOException {
        // When
        LibraryArchive.of(application);

        // Then
        try (JarFile run = new JarFile(application.toFile())) {
            assertThat(run.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH))
                    .isEqualTo("app/app.jar " + ARCHIVE);
        }
        assertThat(directory.resolve("lib/main/first.jar")).doesNotExist();
        assertThat(directory.resolve("lib/boot/second.jar")).doesNotExist();
        assertThat(directory.resolve("app/app.jar")).exists();
    }

    @Test
    void classesStayAndServicesBecomeOneList() throws IOException {
        // When
        LibraryArchive.of(application);

        // Then
        assertThat(content())
                .containsEntry("a/A.class", "a")
                .containsEntry("b/B.class", "b")
                .containsEntry("META-INF/services/a.Service", "a.First\na.Second\n")
                .doesNotContainKey("module-info.class");
    }

    @Test
    void onlyWhatItsLibraryMeansForOtherVersionsIsForThem() throws IOException {
        // When
        LibraryArchive.of(application);

        // Then
        assertThat(content())
                .containsEntry("META-INF/versions/9/b/B.class", "b for 9")
                .doesNotContainKey("META-INF/versions/9/a/A.class");
        try (JarFile archive = new JarFile(directory.resolve(ARCHIVE).toFile())) {
            assertThat(archive.isMultiRelease()).isTrue();
        }
    }

    @Test
    void everyLicenseIsKept() throws IOException {
        // When
        LibraryArchive.of(application);

        // Then
        assertThat(content())
                .containsEntry("META-INF/LICENSE", "one license")
                .containsEntry("META-INF/second.jar/LICENSE", "another");
    }

    @Test
    void anotherClassOfTheSameNameIsRefusedAndThePackageStays() throws IOException {
        // Given
        jar("lib/boot/second.jar", null, true, Map.of("a/A.class", "another a"));

        // When, then
        assertThatThrownBy(() -> LibraryArchive.of(application))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("second.jar")
                .hasMessageContaining("a/A.class");
        assertThat(directory.resolve("lib/main/first.jar")).exists();
        assertThat(directory.resolve(ARCHIVE)).doesNotExist();
    }

    @Test
    void aPackageThatIsChangedAlreadyStaysAsItIs() throws IOException {
        // Given
        LibraryArchive.of(application);
        Map<String, String> before = content();

        // When
        LibraryArchive.of(application);

        // Then
        assertThat(content()).isEqualTo(before);
    }

    private void jar(String name, String classPath, boolean multiRelease, Map<String, String> entries)
            throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (classPath != null) {
            main.put(Attributes.Name.CLASS_PATH, classPath);
        }
        if (multiRelease) {
            main.put(Attributes.Name.MULTI_RELEASE, "true");
        }
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
    }

    private Map<String, String> content() throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (JarFile archive = new JarFile(directory.resolve(ARCHIVE).toFile())) {
            for (JarEntry entry : archive.stream().toList()) {
                content.put(
                        entry.getName(),
                        new String(archive.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return content;
    }
}
