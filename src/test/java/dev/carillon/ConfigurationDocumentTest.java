package dev.carillon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/configuration.md} says what the configuration interfaces say. {@code -Ddocs.write=true} writes it.
 */
class ConfigurationDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/configuration.md");
    private static final Pattern MAPPING = Pattern.compile(
            "/\\*\\*(?<about>(?:(?!\\*/).)*)\\*/\\s*@ConfigMapping\\(prefix = \"(?<prefix>[^\"]+)\"\\)",
            Pattern.DOTALL);
    private static final Pattern KEY = Pattern.compile(
            "/\\*\\*(?<about>(?:(?!\\*/).)*)\\*/\\s*(?:@WithDefault\\(\"(?<value>[^\"]*)\"\\)\\s*)?"
                    + "(?<type>[A-Za-z<>]+) (?<name>[a-zA-Z]+)\\(\\);",
            Pattern.DOTALL);

    private static final String HEAD = """
            # Configuration

            Keys may be given as environment variables: `carillon.stream.keep-alive` is `CARILLON_STREAM_KEEP_ALIVE`.
            Durations are written `500ms`, `30s`, `10m`, `24h`, `90d`. This page is made from the code
            (`ConfigurationDocumentTest`).

            ## Quarkus' own

            | key | meaning |
            |---|---|
            | `quarkus.datasource.jdbc.url`, `.username`, `.password` | PostgreSQL |
            | `quarkus.datasource.jdbc.max-size` | connections to it, 16 by default |
            | `quarkus.redis.hosts` | Redis, `redis://` or `rediss://` |
            | `quarkus.http.port`, `quarkus.management.port` | 8080 and 9000 by default |
            | `quarkus.http.limits.max-body-size` | largest body of a batch, 2M by default |
            | `carillon.pod-name` | this pod's name, from `HOSTNAME`; must differ between pods |
            """;

    @Test
    void theDocumentSaysWhatTheCodeSays() throws IOException {
        // Given
        String expected = HEAD + mappings();

        // When
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(DOCUMENT, expected);
        }

        // Then
        assertThat(Files.readString(DOCUMENT)).isEqualTo(expected);
    }

    private static String mappings() {
        StringBuilder document = new StringBuilder();
        ProjectFiles.below(Path.of("src/main/java"), "Config.java").stream()
                .map(ProjectFiles::read)
                .forEach(source -> appendMapping(document, source));
        return document.toString();
    }

    private static void appendMapping(StringBuilder document, String source) {
        Matcher mapping = MAPPING.matcher(source);
        if (!mapping.find()) {
            return;
        }
        String prefix = mapping.group("prefix");
        document.append("\n## `").append(prefix).append(".*`\n\n");
        document.append(plain(mapping.group("about"))).append("\n\n");
        document.append("| key | default | meaning |\n|---|---|---|\n");
        Matcher key = KEY.matcher(source);
        int from = mapping.end();
        while (key.find(from)) {
            String value = key.group("value");
            document.append("| `.").append(kebab(key.group("name"))).append("` | ");
            document.append(value == null ? "" : "`" + value + "`").append(" | ");
            document.append(plain(key.group("about"))).append(" |\n");
            from = key.end();
        }
    }

    private static String plain(String javadoc) {
        return javadoc.replaceAll("\\n\\s*\\*", " ")
                .replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .replace("|", "\\|")
                .strip();
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
