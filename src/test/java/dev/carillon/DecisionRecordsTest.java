package dev.carillon;

import static dev.carillon.testkit.ProjectFiles.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ProjectFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A decision can be found from its code: the class that carries it names the record, and the index names the class. */
class DecisionRecordsTest {

    private static final Path RECORDS = Path.of("docs/adr");
    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| \\d+ \\| \\[[^\\]]+\\]\\((\\d{4}-[a-z0-9-]+\\.md)\\) \\| ([^|]+) \\| ([^|]+) \\|$");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    @Test
    void everyAcceptedRecordIsCitedByTheClassesThatTheIndexNames() {
        // Given
        Map<String, String> sources = sources();
        List<String> missing = new ArrayList<>();

        // When
        Matcher row = ROW.matcher(read(RECORDS.resolve("README.md")));
        int citations = 0;
        while (row.find()) {
            Matcher name = NAME.matcher(row.group(3));
            while (name.find()) {
                citations++;
                String source = sources.getOrDefault(name.group(1) + ".java", "");
                if (!source.contains("docs/adr/" + row.group(1))) {
                    missing.add(name.group(1) + " does not cite " + row.group(1));
                }
            }
        }

        // Then
        assertThat(missing).isEmpty();
        assertThat(citations).isGreaterThanOrEqualTo(records().size());
    }

    @Test
    void theIndexHasEveryRecordWithItsStatusAndAClass() {
        // Given
        Map<String, String> statuses = new HashMap<>();
        Matcher row = ROW.matcher(read(RECORDS.resolve("README.md")));

        // When
        while (row.find()) {
            statuses.put(row.group(1), row.group(2));
            // Nothing follows a superseded record any more.
            if (!row.group(2).startsWith("superseded")) {
                assertThat(row.group(3)).as(row.group(1)).containsPattern(NAME);
            }
        }

        // Then
        assertThat(statuses.keySet()).containsExactlyInAnyOrderElementsOf(records());
        statuses.forEach((record, status) ->
                assertThat(read(RECORDS.resolve(record))).as(record).contains("**Status:** " + status.split(";")[0]));
    }

    @Test
    void everyCitationLeadsToARecord() {
        // Given
        Pattern citation = Pattern.compile("docs/adr/([\\w-]+\\.md)");

        // When
        List<String> cited = sources().values().stream()
                .flatMap(source -> citation.matcher(source).results())
                .map(match -> match.group(1))
                .distinct()
                .toList();

        // Then
        assertThat(cited)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(RECORDS.resolve(name)).exists());
    }

    private static List<String> records() {
        return ProjectFiles.below(RECORDS, ".md").stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.matches("\\d{4}-.*"))
                .toList();
    }

    private static Map<String, String> sources() {
        Map<String, String> sources = ProjectFiles.byName(Path.of("src"), ".java");
        sources.remove("DecisionRecordsTest.java");
        return sources;
    }
}
