package dev.carillon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The faults of {@code src/test/faults}, which {@code src/test/long faults} puts back, fit the code as it is. */
class KnownFaultsTest {

    static List<Path> faults() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/faults"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void faultChangesWhatIsThereAndATestIsNamed(Path fault) throws IOException {
        // Given
        List<String> lines = Files.readAllLines(fault);

        // When
        List<Hunk> hunks = hunks(lines);

        // Then
        assertThat(hunks)
                .isNotEmpty()
                .allSatisfy(
                        hunk -> assertThat(Files.readString(hunk.file())).contains(String.join("\n", hunk.before())));
        assertThat(lines.get(0)).startsWith("Finding ");
        assertThat(lines.get(1)).startsWith("Test: ");
        assertThat(lines.get(1).substring("Test: ".length()).split(","))
                .allSatisfy(test -> assertThat(testClasses()).contains(test.replaceAll("#.*", "")));
    }

    /** @param before the lines that the fault replaces, with those around them */
    private record Hunk(Path file, List<String> before) {}

    private static List<Hunk> hunks(List<String> lines) {
        List<Hunk> hunks = new ArrayList<>();
        Path file = null;
        for (String line : lines) {
            if (line.startsWith("+++ b/")) {
                file = Path.of(line.substring("+++ b/".length()));
            } else if (line.startsWith("@@ ")) {
                hunks.add(new Hunk(file, new ArrayList<>()));
            } else if (!hunks.isEmpty() && (line.startsWith(" ") || line.startsWith("-")) && !line.startsWith("---")) {
                hunks.get(hunks.size() - 1).before().add(line.substring(1));
            }
        }
        return hunks;
    }

    private static Set<String> testClasses() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.java"))
                    .map(name -> name.replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }
}
