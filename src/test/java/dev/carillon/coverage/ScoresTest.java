package dev.carillon.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoresTest {

    private static final String MUTANT = "Cursor.java,dev.carillon.sse.Cursor,Math,parse,7,%s,none%n";

    @TempDir
    Path directory;

    @Test
    void packageAtItsScorePasses() throws IOException {
        // Given
        Path report = report("KILLED", "TIMED_OUT", "SURVIVED", "NO_COVERAGE");

        // When
        check(report, "sse 50\n", "sse");

        // Then
        assertThat(MutationReport.read(report).killed()).isEqualTo(new Share(2, 4));
    }

    @Test
    void packageBelowItsScoreFails() throws IOException {
        // Given
        Path report = report("KILLED", "SURVIVED");

        // Then
        assertThatIllegalStateException()
                .isThrownBy(() -> check(report, "sse 51\n", "sse"))
                .withMessageContaining("sse has 50.0 % (1 of 2), and its score");
    }

    @Test
    void errorsOfTheToolKillNothing() throws IOException {
        // Given
        Path report = report("KILLED", "RUN_ERROR", "MEMORY_ERROR", "NOT_STARTED", "NON_VIABLE");

        // Then
        assertThat(MutationReport.read(report).killed()).isEqualTo(new Share(1, 4));
    }

    @Test
    void packageWithoutScoreOrWithoutMutantFails() throws IOException {
        // Given
        Path report = report("KILLED");
        Path empty = report();

        // Then
        assertThatIllegalStateException().isThrownBy(() -> check(report, "bus 1\n", "sse"));
        assertThatIllegalArgumentException().isThrownBy(() -> check(empty, "sse 1\n", "sse"));
    }

    private void check(Path report, String scores, String name) throws IOException {
        Path file = Files.writeString(directory.resolve("scores"), scores);
        CheckScores.main(new String[] {report.toString(), file.toString(), name});
    }

    private Path report(String... statuses) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String status : statuses) {
            text.append(MUTANT.formatted(status));
        }
        return Files.writeString(Files.createTempFile(directory, "mutations", ".csv"), text);
    }
}
