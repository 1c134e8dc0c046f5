package dev.carillon.socket.wire;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Names a request's route to metrics and traces before it is matched, for requests that are rejected, reset or not
 * found. Their labels would otherwise be the raw path: with secret ids, and as many as a stranger can invent.
 */
@Singleton
class RouteLabels {

    // Before every filter that may answer; only the check for unguarded connections runs earlier.
    private static final int FIRST = 3900;

    // The key under which Quarkus stores the template of the matched route, for Micrometer and OpenTelemetry.
    private static final String TEMPLATE = "UrlPathTemplate";

    // Filters are registered before the server knows its routes.
    @SuppressWarnings("NullAway.Init")
    private volatile RouteTemplates templates;

    void register(@Observes Filters filters) {
        filters.register(this::name, FIRST);
    }

    private void name(RoutingContext context) {
        HttpServerRequestInternal request = (HttpServerRequestInternal) context.request();
        request.context().putLocal(TEMPLATE, templates().of(request.path()));
        context.next();
    }

    /** The first caller reads them. A race is harmless, because all read the same. */
    private RouteTemplates templates() {
        if (templates == null) {
            templates = RouteTemplates.served();
        }
        return templates;
    }
}
