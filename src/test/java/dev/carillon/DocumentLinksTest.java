package dev.carillon;

import static dev.carillon.testkit.ProjectFiles.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Everything that a document refers to exists: files, headings, keys of the configuration, metrics and tests. */
class DocumentLinksTest {

    private static final Path DOCS = Path.of("docs");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern FENCE = Pattern.compile("(?ms)^\\s*```.*?^\\s*```\\s*$");
    private static final Pattern KEY = Pattern.compile("`(carillon(?:\\.[a-z][a-z0-9-]*){2,})`");
    private static final Pattern SECTION = Pattern.compile("## `(carillon[^`]*)\\.\\*`");
    private static final Pattern OWN_KEY = Pattern.compile("\\| `(\\.[a-z0-9-]+)` \\|");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*(?:Test|IT|Contract))\\b");
    private static final Pattern METRIC = Pattern.compile("`(carillon_[a-z_]+)`");

    @Test
    void everyRelativeLinkLeadsToAFileAndItsHeading() {
        // Given
        List<String> dangling = new ArrayList<>();
        int links = 0;

        // When
        for (Path document : documents()) {
            Matcher link = LINK.matcher(prose(document));
            while (link.find()) {
                String target = link.group(1);
                if (target.matches("[a-z]+:.*")) {
                    continue;
                }
                links++;
                String[] parts = target.split("#", 2);
                Path file = parts[0].isEmpty()
                        ? document
                        : document.resolveSibling(parts[0]).normalize();
                boolean leadsSomewhere = Files.exists(file)
                        && (parts.length == 1 || anchors(file).contains(parts[1]));
                if (!leadsSomewhere) {
                    dangling.add(document + ": " + target);
                }
            }
        }

        // Then
        assertThat(dangling).isEmpty();
        assertThat(links).isGreaterThan(100);
    }

    @Test
    void everyConfigurationKeyAndMetricThatIsNamedExists() {
        // Given
        Set<String> known = configurationKeys();
        Set<String> metrics = metrics();
        List<String> unknown = new ArrayList<>();

        // When
        for (Path document : documents()) {
            if (isHistory(document)) {
                continue;
            }
            Matcher key = KEY.matcher(prose(document));
            while (key.find()) {
                String name = key.group(1);
                String metric = name.replaceAll("[.-]", "_");
                boolean exists = known.contains(name)
                        || metrics.contains(metric)
                        || metrics.contains(metric + "_total")
                        || metrics.contains(metric + "_bytes")
                        || metrics.contains(metric + "_seconds");
                if (!exists) {
                    unknown.add(document + ": " + name);
                }
            }
        }

        // Then
        assertThat(known).hasSizeGreaterThan(80);
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        // Given
        Map<String, String> tests = ProjectFiles.byName(Path.of("src/test/java"), ".java");
        List<String> missing = new ArrayList<>();

        // When
        for (Path document : documents()) {
            Matcher test = TEST.matcher(prose(document));
            while (test.find()) {
                if (!isHistory(document) && !tests.containsKey(test.group(1) + ".java")) {
                    missing.add(document + ": " + test.group(1));
                }
            }
        }

        // Then
        assertThat(missing).isEmpty();
    }

    @Test
    void theIndexListsEveryDocument() throws IOException {
        // Given
        String index = read(DOCS.resolve("README.md"));

        // When
        List<String> names;
        try (Stream<Path> files = Files.list(DOCS)) {
            names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".md") && !name.equals("README.md"))
                    .toList();
        }

        // Then
        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(index).contains("](" + name + ")"));
    }

    /** These name keys that have gone since. */
    private static boolean isHistory(Path document) {
        return document.endsWith("CHANGELOG.md") || document.startsWith(DOCS.resolve("adr"));
    }

    private static Set<String> configurationKeys() {
        Set<String> keys = new HashSet<>();
        String prefix = "";
        for (String line : read(DOCS.resolve("configuration.md")).split("\n")) {
            Matcher section = SECTION.matcher(line);
            Matcher key = OWN_KEY.matcher(line);
            if (section.matches()) {
                prefix = section.group(1);
            } else if (key.lookingAt()) {
                keys.add(prefix + key.group(1));
            }
            Matcher whole = KEY.matcher(line);
            while (whole.find()) {
                keys.add(whole.group(1));
            }
        }
        return keys;
    }

    private static Set<String> metrics() {
        return METRIC.matcher(read(DOCS.resolve("operations.md")))
                .results()
                .map(metric -> metric.group(1))
                .collect(Collectors.toSet());
    }

    /** As GitHub makes them: lower case, without punctuation, hyphens for blanks, numbered where there are several. */
    private static Set<String> anchors(Path file) {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        Matcher heading = HEADING.matcher(prose(file));
        while (heading.find()) {
            String anchor = heading.group(1)
                    .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .strip()
                    .replace(' ', '-');
            int before = seen.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        }
        return anchors;
    }

    private static List<Path> documents() {
        List<Path> documents = new ArrayList<>(List.of(Path.of("README.md")));
        for (Path root : List.of(DOCS, Path.of(".github"))) {
            documents.addAll(ProjectFiles.below(root, ".md"));
        }
        return documents;
    }

    /** Without blocks of code, where brackets and hashes mean other things. */
    private static String prose(Path file) {
        return FENCE.matcher(read(file)).replaceAll("");
    }
}
