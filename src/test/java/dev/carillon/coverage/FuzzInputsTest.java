package dev.carillon.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The build replays the inputs that lie in a directory named after the fuzz test. After a test was renamed they are
 * replayed no more, and nothing else would say so.
 */
class FuzzInputsTest {

    private static final Path SOURCES = Path.of("src/test/java");
    private static final Path RESOURCES = Path.of("src/test/resources");

    // A build replays them all, and a reviewer reads them.
    private static final int MOST_INPUTS = 60;
    private static final long LONGEST_INPUT = 4_096;

    @Test
    void everyFuzzTestHasInputsAndAllInputsHaveATest() throws IOException {
        // Given
        Set<String> tests = fuzzTests();

        // Then
        assertThat(tests).isNotEmpty();
        assertThat(directories()).isEqualTo(tests);
    }

    @Test
    void inputsAreFewAndSmall() throws IOException {
        for (String directory : directories()) {
            List<Path> inputs = files(RESOURCES.resolve(directory));
            assertThat(inputs).as(directory).hasSizeBetween(3, MOST_INPUTS);
            for (Path input : inputs) {
                assertThat(Files.size(input)).as(input.toString()).isLessThanOrEqualTo(LONGEST_INPUT);
            }
        }
    }

    private static Set<String> directories() throws IOException {
        return files(RESOURCES).stream()
                .map(file -> RESOURCES.relativize(file.getParent()))
                .filter(directory -> directory.toString().contains("FuzzTestInputs"))
                .map(FuzzInputsTest::name)
                .collect(Collectors.toSet());
    }

    private static Set<String> fuzzTests() throws IOException {
        return files(SOURCES).stream()
                .map(file -> name(SOURCES.relativize(file)))
                .filter(file -> file.endsWith("FuzzTest.java"))
                .map(file -> file.substring(0, file.length() - ".java".length()))
                .flatMap(FuzzInputsTest::inputDirectories)
                .collect(Collectors.toSet());
    }

    private static Stream<String> inputDirectories(String path) {
        try {
            Class<?> type = Class.forName(path.replace('/', '.'), false, FuzzInputsTest.class.getClassLoader());
            return Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                    .map(method -> path + "Inputs/" + method.getName());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    private static String name(Path path) {
        return path.toString().replace('\\', '/');
    }
}
