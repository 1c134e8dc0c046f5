package dev.carillon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.sse.Cursor;
import dev.carillon.sse.LastEventId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Settings and cursors of 0.1.0, read by this version. */
class ConfigurationSkewTest {

    private static final Path RECORDED = Path.of("src/test/resources/dev/carillon/configuration-0.1.0.txt");
    private static final Pattern HEADING = Pattern.compile("## `(?<prefix>carillon[^`*]*)\\.\\*`");
    private static final Pattern KEY = Pattern.compile("\\| `(?<key>\\.[a-z0-9.-]+)` \\|.*");

    @Test
    void keyOfTheVersionBeforeIsKnownOrTheChangelogNamesIt() throws IOException {
        // Given
        Set<String> known = known();
        String changelog = Files.readString(Path.of("docs/CHANGELOG.md"));
        // When
        List<String> lost = Files.readAllLines(RECORDED).stream()
                .filter(line -> !line.startsWith("#"))
                .filter(key -> !known.contains(key) && !changelog.contains(key))
                .toList();
        // Then
        assertThat(lost).isEmpty();
    }

    @Test
    void cursorOfTheVersionBeforeIsAPlaceOrIsAnsweredWithAReset() {
        assertThat(LastEventId.of("5f3c1a90-42", null)).isEqualTo(new LastEventId.At(new Cursor(0x5f3c1a90, 42)));
        assertThat(LastEventId.of("1k9z-42", null)).isInstanceOf(LastEventId.Malformed.class);
        assertThat(LastEventId.of("0123456789abcdef-42", null)).isInstanceOf(LastEventId.Malformed.class);
    }

    private static Set<String> known() throws IOException {
        Set<String> known = new HashSet<>();
        String prefix = "";
        for (String line : Files.readAllLines(Path.of("docs/configuration.md"))) {
            Matcher heading = HEADING.matcher(line);
            Matcher key = KEY.matcher(line);
            if (heading.matches()) {
                prefix = heading.group("prefix");
            } else if (key.matches()) {
                known.add(prefix + key.group("key"));
            }
        }
        return known;
    }
}
