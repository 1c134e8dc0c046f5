package dev.carillon.identity;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Removes the handler that Quarkus prepares for a sign-in that fails before the resource method is known. Only {@link
 * SignIn} asks who is calling, later, and hands a failure to the exception mappers itself. With the handler, Quarkus REST
 * looks up the template of the path for each request, and builds an index of all routes for that: 6 % of the time of an
 * event loop that takes create requests. {@code socket.wire.RouteLabels} has found the template before.
 */
@Singleton
class LateSignIn {

    // The priority of Quarkus' authentication. Its filters come before an application's of the same priority, and those
    // of Quarkus REST have one less.
    private static final int AFTER_AUTHENTICATION = 200;

    void register(@Observes Filters filters) {
        filters.register(LateSignIn::removeHandler, AFTER_AUTHENTICATION);
    }

    private static void removeHandler(RoutingContext context) {
        context.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
        context.next();
    }
}
