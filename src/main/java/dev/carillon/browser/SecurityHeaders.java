package dev.carillon.browser;

import dev.carillon.edge.Route;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** What every answer tells browsers. On all of them, errors included, since errors are where it is forgotten. */
class SecurityHeaders {

    // Before whatever may answer.
    private static final int FIRST = 2000;

    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
    private static final CharSequence SAME_ORIGIN = HttpHeaders.createOptimized("same-origin");
    private static final CharSequence DENY = HttpHeaders.createOptimized("DENY");

    // An answer that is data has nothing to load and is in no frame, whatever it is taken for.
    private static final CharSequence DATA_POLICY =
            HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");

    private final BrowserConfig config;
    private final String transport;

    @Inject
    SecurityHeaders(BrowserConfig config) {
        this.config = config;
        long seconds = config.strictTransportSecurity().toSeconds();
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
        headers.set("X-Content-Type-Options", NOSNIFF);
        headers.set("Referrer-Policy", NO_REFERRER);
        headers.set("Cross-Origin-Resource-Policy", SAME_ORIGIN);
        headers.set("X-Frame-Options", DENY);
        if (transport != null && "https".equals(context.request().scheme())) {
            headers.set("Strict-Transport-Security", transport);
        }
        String path = context.normalizedPath();
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.startsWith("text/html")) {
            headers.set("Content-Security-Policy", DATA_POLICY);
        } else if (!path.startsWith("/q/")) {
            headers.set("Content-Security-Policy", config.contentSecurityPolicy());
            headers.set("Cross-Origin-Opener-Policy", SAME_ORIGIN);
        }
        boolean storable = Route.of(context).map(Route::storable).orElse(true);
        if (!storable && !headers.contains(HttpHeaders.CACHE_CONTROL)) {
            headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        }
    }
}
