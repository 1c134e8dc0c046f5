package dev.carillon.identity;

import dev.carillon.route.Route;
import dev.carillon.route.Rules;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
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

    // Filters are created before the configuration exists, so this is looked up later.
    private final Provider<FailedSignIns> failedSignIns;

    @Inject
    SignIn(CurrentIdentityAssociation current, Provider<FailedSignIns> failedSignIns) {
        this.current = current;
        this.failedSignIns = failedSignIns;
    }

    /** On the event loop; never blocks. */
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION, nonBlocking = true)
    public Uni<Response> ask(RoutingContext context) {
        // A request without a route is treated as the most guarded kind.
        Rules.SignIn wanted = Route.of(context).map(Route::signIn).orElse(Rules.SignIn.REQUIRED);
        if (wanted == Rules.SignIn.NOT_ASKED) {
            return Uni.createFrom().nullItem();
        }
        Context loop = Vertx.currentContext();
        return current.getDeferredIdentity()
                .onItem()
                .transform(identity -> admit(identity, wanted))
                .onFailure(failure -> isFinal(failure, context))
                .call(() -> Uni.createFrom()
                        .completionStage(() -> failedSignIns.get().count(context))
                        .emitOn(task -> loop.runOnContext(v -> task.run())));
    }

    private static boolean isFinal(Throwable failure, RoutingContext context) {
        return (failure instanceof AuthenticationFailedException || failure instanceof UnauthorizedException)
                && !Unauthorized.isUndecided(context);
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
