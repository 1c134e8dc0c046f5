package dev.carillon.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tables of {@code docs/protocol.md} by the heading that they stand below. */
public final class ProtocolDocument {

    private static final Path FILE = Path.of("docs/protocol.md");
    private static final Pattern SECTION = Pattern.compile("(?ms)^### (.+?)$(.*?)(?=^##|\\z)");
    private static final Pattern ROUTE = Pattern.compile("`([A-Z]+ /[^`]*)`");
    private static final String MESSAGE = "Message `";
    private static final Pattern STATUS_ROW = Pattern.compile("(?m)^\\| ((?:`\\d{3}` ?)+)\\|");
    private static final Pattern STATUS = Pattern.compile("\\d{3}");
    private static final Pattern PARAMETER_ROW = Pattern.compile("(?m)^\\| `([\\w-]+)` \\| (query|header|path) \\|");
    private static final Pattern FIELD_ROW = Pattern.compile("(?m)^\\| `([\\w.\\[\\]]+)` \\| (.*)\\|$");

    private final Map<String, String> sections = new HashMap<>();

    private ProtocolDocument(String text) {
        Matcher section = SECTION.matcher(text);
        while (section.find()) {
            String heading = section.group(1).strip();
            Matcher route = ROUTE.matcher(heading);
            String name = route.matches() ? route.group(1) : heading;
            if (sections.put(name, section.group(2)) != null) {
                throw new IllegalStateException(FILE + " has two headings " + heading);
            }
        }
    }

    public static ProtocolDocument read() {
        return new ProtocolDocument(text());
    }

    /** All of it. */
    public static String text() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Such as {@code GET /api/notifications}. */
    public Set<String> routes() {
        return sections.keySet().stream().filter(name -> name.contains(" /")).collect(Collectors.toSet());
    }

    /** The {@code type} of each message of the streams. */
    public Set<String> messages() {
        return sections.keySet().stream()
                .filter(name -> name.startsWith(MESSAGE))
                .map(name -> name.substring(MESSAGE.length(), name.length() - 1))
                .collect(Collectors.toSet());
    }

    public boolean has(String heading) {
        return sections.containsKey(heading);
    }

    public String section(String heading) {
        return sections.getOrDefault(heading, "");
    }

    public List<String> statuses(String route) {
        return STATUS_ROW
                .matcher(section(route))
                .results()
                .flatMap(row -> STATUS.matcher(row.group(1)).results())
                .map(MatchResult::group)
                .toList();
    }

    /** Such as {@code limit in query}. */
    public List<String> parameters(String route) {
        return PARAMETER_ROW
                .matcher(section(route))
                .results()
                .map(row -> row.group(1) + " in " + row.group(2))
                .toList();
    }

    public List<String> fields(String object) {
        String section = section(object);
        return section.contains("| field |")
                ? FIELD_ROW.matcher(section).results().map(row -> row.group(1)).toList()
                : List.of();
    }

    public List<String> messageFields(String type) {
        return fields(MESSAGE + type + "`");
    }

    public String message(String type) {
        return section(MESSAGE + type + "`");
    }

    public List<String> requiredFields(String object) {
        return FIELD_ROW
                .matcher(section(object))
                .results()
                .filter(row -> row.group(2).startsWith("**required**"))
                .map(row -> row.group(1))
                .toList();
    }
}
