package dev.carillon.testkit;

import io.netty.handler.codec.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Status and headers of an HTTP/1.1 response; header names in lower case. */
public record ResponseHead(int status, Map<String, List<String>> headers) {

    static ResponseHead of(HttpResponse response) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : response.headers().names()) {
            headers.put(name.toLowerCase(Locale.ROOT), response.headers().getAll(name));
        }
        return new ResponseHead(response.status().code(), headers);
    }

    /** The first value of the header, or an empty string. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of("")).get(0);
    }

    /** The condition on which an EventSource opens. */
    boolean isEventStream() {
        String essence = header("content-type").split(";", 2)[0].strip();
        return status == 200 && essence.equalsIgnoreCase("text/event-stream");
    }
}
