package dev.carillon.route;

import dev.carillon.route.Rules.Effect;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.container.ResourceInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Where a request that has been matched to a resource method is held against that method's rules: the same ones however
 * its path was spelled, since the path is not looked at any more.
 *
 * <p>See docs/adr/0025-rules-of-the-matched-method.md
 */
@Singleton
class RulesFilter {

    /** Of the filter: before whatever signs in, counts or reads, which begins at 1000. */
    static final int FIRST = 100;

    private static final Logger LOG = Logger.getLogger(RulesFilter.class);

    private final RouteTable routes;

    // Filters are made before there is any configuration, so what needs it comes later.
    private final Provider<Checks> checks;

    @Inject
    RulesFilter(RouteTable routes, Provider<Checks> checks) {
        this.routes = routes;
        this.checks = checks;
    }

    @ServerRequestFilter(priority = FIRST, nonBlocking = true)
    public void enter(ResourceInfo matched, RoutingContext context) {
        Route route = routes.find(matched.getResourceMethod()).orElseThrow(() -> {
            LOG.errorf("Request refused, its resource method has no rules: method=%s", matched.getResourceMethod());
            return new ForbiddenException();
        });
        if (route.effect() == Effect.OPENS_STREAM && context.request().method() == HttpMethod.HEAD) {
            // The server takes a GET's method for a HEAD where there is no other.
            throw new NotAllowedException("GET");
        }
        route.enter(context);
        checks.get().pass(route, context);
    }
}
