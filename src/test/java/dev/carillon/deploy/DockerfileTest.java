package dev.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/**
 * The Dockerfile as text. {@code deploy/try-image} builds and runs it.
 *
 * <p>See docs/adr/0038-a-runtime-over-a-small-system.md
 */
class DockerfileTest {

    private static final Set<String> KNOWN = Set.of(
            "ARG", "FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "LABEL", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT");
    private static final Pattern PINNED =
            Pattern.compile("[a-z.]+/[a-z/-]+:[0-9]+\\.[0-9][A-Za-z0-9._-]*@sha256:[0-9a-f]{64}( AS [a-z]+)?");

    private final Dockerfile file = Dockerfile.read();

    @Test
    void everyInstructionIsOneThatTheseTestsKnow() {
        assertThat(file.instructions()).allMatch(instruction -> KNOWN.contains(instruction.name()));
    }

    @Test
    void everyImageIsPinnedByVersionAndTrainedByTheJvmThatRuns() {
        // Given
        List<String> images =
                file.all("FROM").stream().map(Dockerfile.Instruction::rest).toList();

        // Then
        assertThat(images).hasSize(3).allMatch(image -> PINNED.matcher(image).matches());
        assertThat(images.get(0)).contains("-jdk").contains(":25.");
        assertThat(images.get(1)).isEqualTo(images.get(2) + " AS train");
        for (int stage = 2; stage <= 3; stage++) {
            assertThat(file.of(stage, "COPY"))
                    .extracting(Dockerfile.Instruction::rest)
                    .contains("--from=build /runtime /opt/java");
            assertThat(file.of(stage, "ENV"))
                    .extracting(Dockerfile.Instruction::rest)
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .contains("JAVA_HOME=/opt/java ", "PATH=/opt/java/bin:");
        }
    }

    @Test
    void everyFileThatIsCopiedIsThere() {
        for (Dockerfile.Instruction copy : file.all("COPY")) {
            List<String> words = Stream.of(copy.rest().split("\\s+"))
                    .filter(word -> !word.startsWith("--"))
                    .toList();
            if (!copy.rest().contains("--from=")) {
                assertThat(words.subList(0, words.size() - 1)).allMatch(path -> Files.exists(Path.of(path)));
            }
        }
    }

    @Test
    void copiedFilesAreNotIgnored() throws IOException {
        // Given
        List<String> kept = Files.readAllLines(Path.of("deploy/Dockerfile.dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();

        // Then
        assertThat(kept).containsExactlyInAnyOrder(".mvn", "mvnw", "pom.xml", "src", "deploy/jvm.options");
    }

    @Test
    void imageRunsAsNobodyAndHoldsOnlyWhatWasTrained() {
        assertThat(file.last("USER")).extracting(Dockerfile.Instruction::rest).containsExactly("10001:10001");
        assertThat(file.last("COPY"))
                .extracting(Dockerfile.Instruction::rest)
                .containsExactly("--from=build /runtime /opt/java", "--from=train --chown=0:0 /app /app");
        assertThat(file.last("RUN")).isEmpty();
        assertThat(file.last("EXPOSE")).extracting(Dockerfile.Instruction::rest).containsExactly("8080 9000");
        assertThat(file.last("HEALTHCHECK")).hasSize(1);
    }

    /** A pod must run with the options that its cache was trained with. */
    @Test
    void trainingAndPodHaveTheSameOptions() {
        assertThat(file.last("ENTRYPOINT").get(0).words())
                .containsExactly(
                        "java",
                        "@/app/jvm.options",
                        // Libraries that lie open in the image, so that nothing is executed from /tmp.
                        "-Djava.library.path=/app/native",
                        "-Djna.boot.library.path=/app/native",
                        "-Djna.nounpack=true",
                        "-XX:AOTCache=/app/app.aot",
                        "-jar",
                        "/app/quarkus-run.jar");
        assertThat(file.all("RUN"))
                .anyMatch(run -> run.rest().contains("/app/jvm.options")
                        && run.rest().contains("AotTraining /app/quarkus-run.jar /app/app.aot"));
    }
}
