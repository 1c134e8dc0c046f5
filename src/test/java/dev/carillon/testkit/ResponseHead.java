package dev.carillon.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Status and headers of an HTTP/1.1 response; header names in lower case. */
public record ResponseHead(int status, Map<String, List<String>> headers) {
    static ResponseHead parse(String text) throws IOException {
        String[] lines = text.split("\r\n");
        String[] statusLine = lines[0].split(" ", 3);
        if (statusLine.length < 2
                || !statusLine[0].startsWith("HTTP/1.")
                || !statusLine[1].matches("[1-5][0-9][0-9]")) {
            throw new IOException("not an HTTP/1 status line: " + lines[0]);
        }
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon <= 0) {
                throw new IOException("not a header: " + lines[i]);
            }
            String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
            headers.computeIfAbsent(name, k -> new ArrayList<>())
                    .add(lines[i].substring(colon + 1).strip());
        }
        return new ResponseHead(Integer.parseInt(statusLine[1]), headers);
    }

    /** The first value of the header, or an empty string. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of("")).get(0);
    }

    /** What an EventSource demands before it opens. */
    public boolean isEventStream() {
        String essence = header("content-type").split(";", 2)[0].strip();
        return status == 200 && essence.equalsIgnoreCase("text/event-stream");
    }
}
