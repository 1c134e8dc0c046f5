package dev.carillon.edge;

import dev.carillon.route.Route;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Adds the security headers to every answer, errors included, because errors are where they are often forgotten. */
class SecurityHeaders {

    // Before every filter that may answer.
    private static final int FIRST = 2000;

    private static final CharSequence SAME_ORIGIN = HttpHeaders.createOptimized("same-origin");

    private final BrowserConfig config;
    private final @Nullable String transport;
    private final boolean answersDependOnOrigin;

    @Inject
    SecurityHeaders(BrowserConfig config) {
        this.config = config;
        long seconds = config.strictTransportSecurity().toSeconds();
        this.answersDependOnOrigin = config.allowedOrigins().isPresent();
        this.transport = seconds == 0 ? null : "max-age=" + seconds + "; includeSubDomains";
    }

    void register(@Observes Filters filters) {
        filters.register(this::add, FIRST);
    }

    private void add(RoutingContext context) {
        context.addHeadersEndHandler(v -> complete(context));
        context.next();
    }

    private void complete(RoutingContext context) {
        MultiMap headers = context.response().headers();
        DataHeaders.ALL.forEach(headers::set);
        if (transport != null && "https".equals(context.request().scheme())) {
            headers.set("Strict-Transport-Security", transport);
        }
        if (answersDependOnOrigin) {
            addVary(headers);
        }
        String path = context.normalizedPath();
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.startsWith("text/html")) {
            describePage(headers, path);
        }
        boolean storable = Route.of(context).map(Route::storable).orElse(true);
        if (!storable && !headers.contains(HttpHeaders.CACHE_CONTROL)) {
            headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        }
    }

    /** Also without an Origin: a shared cache could give that answer, which no page may read, to an allowed page. */
    private static void addVary(MultiMap headers) {
        boolean told = headers.getAll(HttpHeaders.VARY).stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .anyMatch(name -> "origin".equalsIgnoreCase(name.strip()));
        if (!told) {
            headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        }
    }

    private void describePage(MultiMap headers, String path) {
        if (path.startsWith("/q/")) {
            headers.remove(DataHeaders.POLICY);
        } else {
            headers.set(DataHeaders.POLICY, config.contentSecurityPolicy());
            headers.set("Cross-Origin-Opener-Policy", SAME_ORIGIN);
        }
    }
}
