package dev.carillon.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** The command line, and the texts with placeholders that it holds. */
final class LoadOptions {

    static final String HELP = """
            --target H:P[,H:P…]   pods; connections are spread over them
            -n N                  streams (100); --users U (N), --groups G (1): stream i is of user i % U, group u % G
            --path P, --header H  of a stream; --header may be repeated
            --gzip true           ask for compressed streams, and read them
            --slow K              K streams, evenly spread, read nothing after the head, and are not waited for
            --await-old M         wait until M markers of earlier runs have been replayed
            --token-file F        a line for each user, put in for %t
            --pub-url URL[,…]     where to publish; --pub-header H, --body B, --body-size BYTES
            --closed http|delivered, --concurrency C   the next publish after the answer, or after every delivery (1)
            --pub-rate R          or R publishes a second over C connections (16), independent of the server
            --pub-batch N         N publishes in one request, to the URL's path and /batch (1)
            --pub-count M, --duration S   the end of publishing, whichever comes first (10 s)
            --idle S              hold the streams before publishing (0)
            --msg-timeout S       how long to wait for deliveries (10); --max-seconds S ends the run in any case (300)
            --server-pid P[,…]    processes whose CPU time and memory are reported
            --out FILE            the report, JSON; otherwise on standard output
            Placeholders: %d user, %g group, %i stream, %t token, %M marker (needed in the body), %P filler, %% a percent sign
            """;

    private final Map<String, List<String>> values = new HashMap<>();
    private final List<String> tokens;

    LoadOptions(String... arguments) {
        if (arguments.length % 2 != 0) {
            throw new IllegalArgumentException("Every option has a value:\n" + HELP);
        }
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i].replaceFirst("^--?", "");
            values.computeIfAbsent(name, n -> new ArrayList<>()).add(arguments[i + 1]);
        }
        String file = text("token-file", null);
        try {
            tokens = file == null ? List.of("") : Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String name, String otherwise) {
        List<String> given = values.get(name);
        return given == null ? otherwise : given.get(given.size() - 1);
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(text(name, Integer.toString(otherwise)));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    List<InetSocketAddress> targets() {
        return Arrays.stream(text("target", "127.0.0.1:8080").split(","))
                .map(target -> URI.create("http://" + target))
                .map(uri -> new InetSocketAddress(uri.getHost(), uri.getPort()))
                .toList();
    }

    List<URI> publishUrls() {
        String urls = text("pub-url", "");
        return urls.isEmpty()
                ? List.of()
                : Arrays.stream(urls.split(","))
                        .map(url -> url.replace("%g", "GROUP"))
                        .map(URI::create)
                        .toList();
    }

    List<Long> serverProcesses() {
        String pids = text("server-pid", "");
        return pids.isEmpty()
                ? List.of()
                : Arrays.stream(pids.split(",")).map(Long::valueOf).toList();
    }

    int streams() {
        return number("n", 100);
    }

    int users() {
        return number("users", streams());
    }

    int groups() {
        return number("groups", 1);
    }

    boolean isCompressed() {
        return Boolean.parseBoolean(text("gzip", "false"));
    }

    boolean isSlow(int stream) {
        int slow = number("slow", 0);
        return slow > 0 && stream % (streams() / slow) == 0;
    }

    int groupOfStream(int stream) {
        return stream % users() % groups();
    }

    /** The head of a stream's request. */
    String streamRequest(int stream, InetSocketAddress target) {
        int user = stream % users();
        StringBuilder request = new StringBuilder(
                        "GET " + fill(text("path", "/"), user, stream, "", "") + " HTTP/1.1\r\n")
                .append("Host: " + target.getHostString() + ":" + target.getPort()
                        + "\r\nAccept: text/event-stream\r\n")
                .append(isCompressed() ? "Accept-Encoding: gzip\r\n" : "");
        values.getOrDefault("header", List.of())
                .forEach(header ->
                        request.append(fill(header, user, stream, "", "")).append("\r\n"));
        return request.append("\r\n").toString();
    }

    /** A whole request that publishes the markers as a user of the group: one body for each, several in an array. */
    String publishRequest(URI url, int group, List<String> markers) {
        String body = markers.stream().map(marker -> body(group, marker)).collect(Collectors.joining(","));
        String path = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
        if (markers.size() > 1) {
            body = "{\"notifications\":[" + body + "]}";
            path = url.getRawPath() + "/batch";
        }
        StringBuilder request = new StringBuilder("POST " + path.replace("GROUP", Integer.toString(group)))
                .append(" HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nContent-Type: application/json\r\n")
                .append("Content-Length: " + body.length() + "\r\n");
        values.getOrDefault("pub-header", List.of())
                .forEach(header -> request.append(fill(header, group, 0, markers.get(0), ""))
                        .append("\r\n"));
        return request.append("\r\n").append(body).toString();
    }

    private String body(int group, String marker) {
        String empty = fill(text("body", "%M%P"), group, 0, marker, "");
        String filler = filler(Math.max(0, number("body-size", 0) - empty.length()));
        return fill(text("body", "%M%P"), group, 0, marker, filler);
    }

    /** Words, always the same: a single repeated letter would flatter servers that compress. */
    private static String filler(int length) {
        Random random = new Random(length);
        StringBuilder words = new StringBuilder();
        while (words.length() < length) {
            words.append(Long.toString(random.nextInt(2_000), 36)).append(' ');
        }
        return words.substring(0, length);
    }

    private String fill(String template, int user, int stream, String marker, String filler) {
        return template.replace("%%", "\0")
                .replace("%d", Integer.toString(user))
                .replace("%g", Integer.toString(user % groups()))
                .replace("%i", Integer.toString(stream))
                .replace("%t", tokens.get(user % tokens.size()))
                .replace("%M", marker)
                .replace("%P", filler)
                .replace("\0", "%");
    }
}
