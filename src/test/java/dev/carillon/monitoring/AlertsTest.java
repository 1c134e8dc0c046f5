package dev.carillon.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.testkit.Command;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alerts ring when they should, and lead somewhere. */
class AlertsTest {

    private static final Path DIRECTORY = Path.of("deploy/monitoring");
    private static final Path TESTS = DIRECTORY.resolve("carillon.rules.test.yaml");
    private static final Path RUNBOOKS = Path.of("docs/operations.md");

    @ParameterizedTest
    @ValueSource(strings = {"check rules carillon.rules.yaml", "test rules carillon.rules.test.yaml"})
    void promtoolAccepts(String command) {
        // Given
        assumeTrue(hasPromtool(), "promtool is missing: Debian's package prometheus has it");

        // When
        Command promtool = Command.run(DIRECTORY, Duration.ofMinutes(3), ("promtool " + command).split(" "));

        // Then
        assertThat(promtool.status()).as(promtool.text()).isZero();
    }

    @Test
    void everyAlertIsTestedAndHasARunbook() throws IOException {
        // Given
        List<String> tests = Files.readAllLines(TESTS);
        List<String> headings = Files.readAllLines(RUNBOOKS).stream()
                .filter(line -> line.startsWith("#"))
                .map(AlertsTest::anchor)
                .toList();

        // Then
        for (JsonNode alert : Queries.alerts()) {
            String name = alert.path("alert").asText();
            String runbook = alert.at("/annotations/runbook_url").asText();
            assertThat(tests).contains("        alertname: " + name);
            assertThat(runbook).isEqualTo("docs/operations.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(headings).contains(runbook.substring(runbook.indexOf('#') + 1));
        }
    }

    /** As GitHub makes it. */
    private static String anchor(String heading) {
        return heading.replaceAll("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9 -]", "")
                .replace(' ', '-');
    }

    private static boolean hasPromtool() {
        boolean found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool")));
        if (!found) {
            System.out.println("Alerts are not tested: promtool is missing (Debian's package prometheus has it)");
        }
        return found;
    }
}
