package dev.carillon.route;

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
 * Checks a matched request against the rules of its resource method. The spelling of the path makes no difference,
 * because the path is not read anymore.
 *
 * <p>See docs/adr/0025-rules-of-the-matched-method.md
 */
@Singleton
class RulesFilter {

    /** The filter's priority: before authentication, limits and body reading, which begin at 1000. */
    static final int FIRST = 100;

    private static final Logger LOG = Logger.getLogger(RulesFilter.class);

    private final RouteTable routes;

    // Filters are created before the configuration exists, so this is looked up later.
    private final Provider<Checks> checks;

    @Inject
    RulesFilter(RouteTable routes, Provider<Checks> checks) {
        this.routes = routes;
        this.checks = checks;
    }

    @ServerRequestFilter(priority = FIRST, nonBlocking = true)
    public void enter(ResourceInfo matched, RoutingContext context) {
        Route route = routes.find(matched.getResourceMethod()).orElseThrow(() -> {
            LOG.errorf("Request rejected, its resource method has no rules: method=%s", matched.getResourceMethod());
            return new ForbiddenException();
        });
        if (route.effect().holdsConnection() && context.request().method() == HttpMethod.HEAD) {
            // The server uses the method of GET for HEAD if there is no other.
            throw new NotAllowedException("GET");
        }
        route.enter(context);
        checks.get().pass(route, context);
    }
}
