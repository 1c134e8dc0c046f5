package dev.carillon.socket.wire;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Names a request's route to metrics and traces before it is matched, for what never gets so far: refused, reset, not
 * found. They would take the path as it came, with ids that are secrets, and as many as a stranger can think of.
 */
@Singleton
class RouteLabels {

    // Before whatever may answer; only a connection that nobody has looked after goes first.
    private static final int FIRST = 3900;

    // Where Quarkus leaves the template of the route that it has matched, for Micrometer and OpenTelemetry.
    private static final String TEMPLATE = "UrlPathTemplate";

    // Filters are made before the server knows its routes.
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

    /** Whoever is first reads them, always the same. */
    private RouteTemplates templates() {
        if (templates == null) {
            templates = RouteTemplates.served();
        }
        return templates;
    }
}
