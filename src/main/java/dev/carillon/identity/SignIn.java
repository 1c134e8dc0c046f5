package dev.carillon.identity;

import dev.carillon.route.Route;
import dev.carillon.route.Rules;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates the caller after the resource method is known and the request has passed the free checks. A ticket is
 * valid on one route only, and a rejected request must not use it up.
 */
@Singleton
class SignIn {

    private final CurrentIdentityAssociation current;

    @Inject
    SignIn(CurrentIdentityAssociation current) {
        this.current = current;
    }

    /** On the event loop; never blocks. */
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION, nonBlocking = true)
    public Uni<Response> ask(RoutingContext context) {
        // A request without a route is treated as the most guarded kind.
        Rules.SignIn wanted = Route.of(context).map(Route::signIn).orElse(Rules.SignIn.REQUIRED);
        if (wanted == Rules.SignIn.NOT_ASKED) {
            return Uni.createFrom().nullItem();
        }
        return current.getDeferredIdentity().onItem().transform(identity -> admit(identity, wanted));
    }

    private @Nullable Response admit(SecurityIdentity identity, Rules.SignIn wanted) {
        if (identity.isAnonymous() && wanted == Rules.SignIn.REQUIRED) {
            throw new UnauthorizedException();
        }
        // For later code that must not wait for it.
        current.setIdentity(identity);
        return null;
    }
}
