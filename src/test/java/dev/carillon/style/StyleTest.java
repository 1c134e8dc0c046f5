package dev.carillon.style;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.style.StyleCheck.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the prose of documents, comments, messages and test names to {@code words.txt}. */
class StyleTest {

    // How many findings are left in a file, by its name. A count may only fall; -Dstyle.write=true writes the list.
    private static final Path LEFT = Path.of("src/test/resources/style/left.txt");

    @Test
    void proseHasNoClauseAsSubjectAndNoBannedWord() throws IOException {
        // Given:
        Map<String, Long> allowed = left();

        // When:
        Map<String, List<Finding>> found = new TreeMap<>(StyleCheck.findings().stream()
                .collect(groupingBy(finding -> finding.file().getFileName().toString())));

        // Then:
        if (Boolean.getBoolean("style.write")) {
            write(found);
            return;
        }
        List<Finding> tooMany = new ArrayList<>();
        found.forEach((file, findings) -> {
            if (findings.size() > allowed.getOrDefault(file, 0L)) {
                tooMany.addAll(findings);
            }
        });
        assertThat(tooMany).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/** Who has no client is skipped. */",
                "// The log is read. What is missing is loaded.",
                "/** @param reason what the client is told */",
                "// Waits a moment ere the gap is loaded.",
                "// Connects anew\n// after a pause.",
                "/** One of {@link Neighbour the neighbours}. */",
                "String text = \"Whoever reads this\";",
                "@Test void whoLeavesIsForgotten() {"
            })
    void dialectIsFound(String source) throws IOException {
        // When:
        List<Finding> findings = StyleCheck.findingsIn(Path.of("src/test/java/Example.java"), source);

        // Then:
        assertThat(findings).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/** Who may read this? */",
                "// Skips {@code ere} and a user who has no client.",
                "String url = \"http://host/anew\";",
                "String ere = \"anew\";",
                "@Test void clientThatLeavesIsForgotten() {"
            })
    void plainProseAndCodeAreLeftAlone(String source) throws IOException {
        // When:
        List<Finding> findings = StyleCheck.findingsIn(Path.of("src/test/java/Example.java"), source);

        // Then:
        assertThat(findings).isEmpty();
    }

    @Test
    void findingNamesTheLineOfADocument() throws IOException {
        // Given:
        String document = "# What it is\n\nA log.\n\n```\nanew\n```\n\n- What is left\n  is `ere`.\n";

        // When:
        List<Finding> findings = StyleCheck.findingsIn(Path.of("docs/example.md"), document);

        // Then:
        assertThat(findings).extracting(Finding::line).containsExactly(9);
    }

    @ParameterizedTest
    @CsvSource({
        "src/main/webui/client/stream.ts, true",
        "src/main/webui/client/dist/stream.d.ts, false",
        "src/main/webui/node_modules/lit/index.d.ts, false",
        "docs/clients.md, true",
        "docs/logo.svg, false"
    })
    void onlyFilesOfTheProjectAreRead(Path file, boolean isRead) {
        assertThat(StyleCheck.isRead(file)).isEqualTo(isRead);
    }

    private static Map<String, Long> left() throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        for (String line : Files.readAllLines(LEFT)) {
            String[] parts = line.split(" ");
            counts.put(parts[0], Long.parseLong(parts[1]));
        }
        return counts;
    }

    private static void write(Map<String, List<Finding>> found) throws IOException {
        Map<String, Long> counts = new TreeMap<>(found.values().stream()
                .flatMap(List::stream)
                .collect(groupingBy(finding -> finding.file().getFileName().toString(), counting())));
        Files.write(
                LEFT,
                counts.entrySet().stream()
                        .map(file -> file.getKey() + " " + file.getValue())
                        .toList());
    }
}
