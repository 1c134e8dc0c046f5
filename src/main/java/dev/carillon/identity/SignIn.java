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

/**
 * Finds out who is calling, once the resource method is known and the request has passed what costs nothing: a ticket is
 * worth something on one route only, and is not used up by a request that is refused.
 */
@Singleton
class SignIn {

    private final CurrentIdentityAssociation current;

    @Inject
    SignIn(CurrentIdentityAssociation current) {
        this.current = current;
    }

    /** On the event loop, which is not kept waiting. */
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION, nonBlocking = true)
    public Uni<Response> ask(RoutingContext context) {
        // A request that has not been through the gate is taken for the most guarded one.
        Rules.SignIn wanted = Route.of(context).map(Route::signIn).orElse(Rules.SignIn.REQUIRED);
        if (wanted == Rules.SignIn.NOT_ASKED) {
            return Uni.createFrom().nullItem();
        }
        return current.getDeferredIdentity().onItem().transform(identity -> admit(identity, wanted));
    }

    private Response admit(SecurityIdentity identity, Rules.SignIn wanted) {
        if (identity.isAnonymous() && wanted == Rules.SignIn.REQUIRED) {
            throw new UnauthorizedException();
        }
        // For those who ask later, and may not wait.
        current.setIdentity(identity);
        return null;
    }
}
