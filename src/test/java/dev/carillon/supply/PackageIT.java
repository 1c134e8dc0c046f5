package dev.carillon.supply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** Third-party components in the packaged application: each was decided on, and none is too old. */
class PackageIT {

    private static final Path APPLICATION = Path.of("target/quarkus-app");
    private static final Path BUNDLED = Path.of("src/main/webui/bundled.json");
    private static final Path LIBRARIES = Path.of("deploy/libraries/packaged.txt");
    private static final Path FLOORS = Path.of("deploy/libraries/floors.txt");
    private static final Pattern UNWANTED =
            Pattern.compile("grpc|protobuf|swagger|open-?api|brotli|embedded|junit|assertj|webjars");

    private final List<Component> libraries = Component.libraries(APPLICATION.resolve("lib"));

    PackageIT() throws IOException {}

    /** An update that brings another one is looked at, and written down, before it is shipped. */
    @Test
    void everyLibraryIsOneThatWasDecidedOn() throws IOException {
        // Given
        List<String> decided = Files.readAllLines(LIBRARIES).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();

        // Then
        assertThat(new TreeSet<>(libraries.stream().map(Component::name).toList()))
                .as("see docs/operations.md, Libraries")
                .containsExactlyElementsOf(decided);
    }

    @Test
    void nothingIsThereThatThePackageDoesNotUse() {
        assertThat(libraries)
                .hasSizeGreaterThan(100)
                .noneMatch(library -> UNWANTED.matcher(library.name()).find());
    }

    @Test
    void noLibraryAndNoBundledScriptIsBelowItsFloor() throws IOException {
        assertThat(Floor.below(Floor.read(FLOORS), components())).isEmpty();
    }

    /** Otherwise a renamed artifact would be held to nothing, unnoticed. */
    @Test
    void everyFloorNamesAComponentOfThePackage() throws IOException {
        // Given
        List<Component> components = components();

        // Then
        assertThat(Floor.read(FLOORS))
                .isNotEmpty()
                .allMatch(floor -> components.stream().anyMatch(floor::speaksOf));
    }

    @Test
    void pagesForTryingOutAreNotInTheApplication() throws IOException {
        try (ZipFile application = new ZipFile(application().toFile())) {
            assertThat(application.stream().map(Object::toString))
                    .contains("META-INF/resources/carillon/client.js")
                    .noneMatch(name -> name.contains("/demo/") || name.contains("swagger") || name.contains("openapi"));
        }
    }

    private List<Component> components() throws IOException {
        List<Component> all = new ArrayList<>(libraries);
        all.addAll(Component.scripts(BUNDLED));
        return all;
    }

    private static Path application() throws IOException {
        try (var files = Files.list(APPLICATION.resolve("app"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
