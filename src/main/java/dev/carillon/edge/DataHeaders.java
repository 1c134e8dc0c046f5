package dev.carillon.edge;

import io.vertx.core.http.HttpHeaders;
import java.util.Map;

/** Headers of every data answer: even if a browser takes it for a page, it loads nothing and is in no frame. */
public final class DataHeaders {

    public static final CharSequence SNIFFING = HttpHeaders.createOptimized("X-Content-Type-Options");
    static final CharSequence POLICY = HttpHeaders.createOptimized("Content-Security-Policy");

    public static final Map<CharSequence, CharSequence> ALL = Map.of(
            SNIFFING,
            HttpHeaders.createOptimized("nosniff"),
            HttpHeaders.createOptimized("Referrer-Policy"),
            HttpHeaders.createOptimized("no-referrer"),
            HttpHeaders.createOptimized("Cross-Origin-Resource-Policy"),
            HttpHeaders.createOptimized("same-origin"),
            HttpHeaders.createOptimized("X-Frame-Options"),
            HttpHeaders.createOptimized("DENY"),
            POLICY,
            HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'"));

    private DataHeaders() {}
}
