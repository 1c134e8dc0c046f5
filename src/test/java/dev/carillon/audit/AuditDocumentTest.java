package dev.carillon.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/operations.md} says what {@link AuditEvent} says. {@code -Ddocs.write=true} writes it. */
class AuditDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/operations.md");
    private static final Path SOURCE = Path.of("src/main/java/dev/carillon/audit/AuditEvent.java");
    private static final String BEGIN = "<!-- audit events: made by AuditDocumentTest -->\n";
    private static final String END = "<!-- end of audit events -->";
    private static final Pattern EVENT =
            Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*record (\\w+)\\(", Pattern.DOTALL);
    private static final Pattern FIELD = Pattern.compile("@param (\\w+) ([^@]*)");

    @Test
    void theDocumentListsEveryEventWithItsFields() throws IOException {
        // Given
        StringBuilder rows = new StringBuilder("| event | when | fields of its own |\n|---|---|---|\n");
        Matcher event = EVENT.matcher(Files.readString(SOURCE));
        int count = 0;
        while (event.find()) {
            rows.append(row(event.group(2), event.group(1).replaceAll("\\n\\s*\\*", " ")));
            count++;
        }
        // When
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(DOCUMENT, replaced(Files.readString(DOCUMENT), rows.toString()));
        }
        // Then
        assertThat(count).isEqualTo(AuditEvent.class.getPermittedSubclasses().length);
        assertThat(Files.readString(DOCUMENT)).contains(BEGIN + rows + END);
    }

    private static String row(String type, String javadoc) {
        String about = javadoc.split("@param")[0];
        StringBuilder fields = new StringBuilder();
        Matcher field = FIELD.matcher(javadoc);
        while (field.find()) {
            fields.append(fields.isEmpty() ? "" : "; ")
                    .append('`')
                    .append(field.group(1))
                    .append("`: ")
                    .append(plain(field.group(2)));
        }
        String name = type.replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        return "| `" + name + "` | " + plain(about) + " | " + fields + " |\n";
    }

    private static String plain(String javadoc) {
        return javadoc.replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String replaced(String document, String rows) {
        return document.substring(0, document.indexOf(BEGIN) + BEGIN.length())
                + rows
                + document.substring(document.indexOf(END));
    }
}
