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

/** {@code docs/security.md} and {@code docs/threat-model.md} name tests for what they say; those tests are there. */
class SecurityDocumentTest {

    private static final List<Path> DOCUMENTS = List.of(Path.of("docs/security.md"), Path.of("docs/threat-model.md"));

    /** `SomeTest`, `SomeIT`, `SomeContract`, `SomeTest.method`, and `.method` of the class that was named before it. */
    private static final Pattern JAVA =
            Pattern.compile("`(?:([A-Z]\\w*(?:Test|IT|Contract))(?:\\.(\\w+))?|\\.(\\w+))`");

    private static final Pattern BROWSER = Pattern.compile("`([\\w-]+\\.test\\.ts)`(?: \\(\"([^\"]+)\"\\))?");
    private static final Pattern ROW =
            Pattern.compile("\\| ([0-9.]+)(?: [^|]*)? \\| ([123]) \\| (met|not met|in part) \\|.*");

    /** Items of levels 1 and 2 that a review found open; each has its row, open or not. */
    private static final List<String> FOUND_OPEN = List.of(
            "2.1.3", "2.4.1", "3.4.1", "3.4.3", "3.4.4", "3.4.6", "3.5.1", "3.5.2", "3.5.3", "4.1.3", "4.2.1", "4.4.2",
            "7.4.1", "7.4.2", "7.4.5", "8.4.1", "9.2.2", "9.2.3", "10.3.1", "11.1.1", "11.2.3", "12.2.1", "12.3.1",
            "12.3.3", "13.2.1", "13.2.2", "13.2.4", "13.2.5", "13.3.1", "13.4.5", "14.1.1", "14.1.2", "14.2.1",
            "14.3.1", "15.1.1", "15.1.2", "15.1.3", "15.2.1", "15.2.2", "15.2.3", "16.1.1", "16.2.1", "16.3.1",
            "16.3.2", "16.3.3", "16.5.3");

    @Test
    void everyJavaTestThatIsNamedExists() {
        // Given
        Map<String, String> sources = ProjectFiles.byName(Path.of("src/test/java"), ".java");
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (Path document : DOCUMENTS) {
            String type = null;
            Matcher test = JAVA.matcher(read(document));
            // When
            while (test.find()) {
                type = test.group(1) == null ? type : test.group(1);
                String method = test.group(2) == null ? test.group(3) : test.group(2);
                if (test.group(1) == null && (type == null || !method.matches("[a-z][a-zA-Z0-9]{14,}"))) {
                    // A key or a header that begins with a dot.
                    continue;
                }
                named++;
                String source = sources.get(type + ".java");
                if (source == null || (method != null && !source.contains("void " + method + "("))) {
                    missing.add(document + ": " + test.group());
                }
            }
        }
        // Then
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(50);
    }

    @Test
    void everyBrowserTestThatIsNamedExists() {
        // Given
        Map<String, String> sources = ProjectFiles.byName(Path.of("src/main/webui/test"), ".test.ts");
        int named = 0;
        for (Path document : DOCUMENTS) {
            Matcher test = BROWSER.matcher(read(document));
            // When
            while (test.find()) {
                named++;
                // Then
                assertThat(sources).containsKey(test.group(1));
                if (test.group(2) != null) {
                    assertThat(sources.get(test.group(1))).contains("'" + test.group(2) + "'");
                }
            }
        }
        assertThat(named).isPositive();
    }

    @Test
    void everyItemThatIsMetNamesATestAndEveryOtherSaysWhatToDo() {
        // Given
        Map<String, String> rows = rows();
        // Then
        rows.forEach((item, row) -> {
            String[] cells = row.split(" \\| ");
            if (cells[2].equals("met")) {
                assertThat(cells[cells.length - 1])
                        .as("test of %s", item)
                        .containsPattern("`[\\w-]*(Test|IT|Contract|test\\.ts)");
            } else {
                assertThat(row).as("operators' part of %s", item).contains("Operators: ");
            }
        });
    }

    @Test
    void everyItemThatWasFoundOpenHasItsRow() {
        assertThat(rows().keySet()).containsAll(FOUND_OPEN);
    }

    private static Map<String, String> rows() {
        Map<String, String> rows = new HashMap<>();
        Matcher row = ROW.matcher(read(DOCUMENTS.get(0)));
        while (row.find()) {
            assertThat(rows.put(row.group(1), row.group()))
                    .as("another row for %s", row.group(1))
                    .isNull();
        }
        return rows;
    }
}
