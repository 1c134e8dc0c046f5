package dev.carillon.edge;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Map;

/** What every answer that is data tells browsers: it has nothing to load and is in no frame, whatever it is taken for. */
public final class DataHeaders {

    static final CharSequence SNIFFING = AsciiString.cached("X-Content-Type-Options");
    static final CharSequence POLICY = AsciiString.cached("Content-Security-Policy");

    static final Map<CharSequence, CharSequence> ALL = Map.of(
            SNIFFING,
            AsciiString.cached("nosniff"),
            AsciiString.cached("Referrer-Policy"),
            AsciiString.cached("no-referrer"),
            AsciiString.cached("Cross-Origin-Resource-Policy"),
            AsciiString.cached("same-origin"),
            AsciiString.cached("X-Frame-Options"),
            AsciiString.cached("DENY"),
            POLICY,
            AsciiString.cached("default-src 'none'; frame-ancestors 'none'"));

    private DataHeaders() {}

    /** To an answer that has passed no filter; one that has is left as it is. */
    public static void addMissing(HttpHeaders headers) {
        if (!headers.contains(SNIFFING)) {
            ALL.forEach(headers::set);
        }
    }
}
