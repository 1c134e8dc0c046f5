package dev.carillon.access.session;

import dev.carillon.identity.Caller;
import dev.carillon.identity.CredentialHeaders;
import dev.carillon.problem.Problem;
import dev.carillon.problem.ProblemCode;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Rejects a request that is meant for another caller than its credential's. All pages of a browser have one cookie, and a
 * page that shows one user's notifications must not list or change another's after a sign-in elsewhere.
 *
 * <p>See docs/adr/0039-a-request-names-its-user.md
 */
@Singleton
class CallerCheck {

    private final SecurityIdentity identity;

    @Inject
    CallerCheck(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** On the event loop, after the request was signed in. */
    @ServerRequestFilter(priority = Priorities.AUTHORIZATION, nonBlocking = true)
    public @Nullable Response check(RoutingContext context) {
        String meant = context.request().getHeader(CredentialHeaders.CALLER);
        return meant == null
                        || identity.isAnonymous()
                        || meant.equals(Caller.of(identity).name())
                ? null
                : Problem.of(Status.CONFLICT, ProblemCode.ANOTHER_CALLER, "The credential is another caller's by now.")
                        .response()
                        .build();
    }
}
