package dev.carillon.identity;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response.Status;
import java.util.Map;
import java.util.Set;

/**
 * One way of signing in. What a request shows in a header of its own goes before what a browser adds to every request:
 * a header credential that is not valid is refused, never silently replaced by a cookie.
 *
 * <p>All of it runs on event loops and must not block.
 */
public abstract class CallerMechanism implements HttpAuthenticationMechanism {

    /** For credentials in headers; above Quarkus' default of 1000, which the session cookie has. */
    protected static final int EXPLICIT = 2000;

    private static final String REASON = "carillon.reason";

    /**
     * Who is calling; null if the request shows nothing that this mechanism knows, {@link #refused()} if what it shows
     * is not valid, {@link #undecided} if nobody can tell just now.
     */
    protected abstract Uni<Caller> caller(RoutingContext context);

    /** What this mechanism looks at. */
    protected abstract SignInMethod way();

    @Override
    public final Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        // Not before somebody wants to know: until the resource method is known, a ticket is not looked at.
        return Uni.createFrom()
                .deferred(() -> caller(context))
                .onFailure(AuthenticationFailedException.class)
                .invoke(failure -> leaveReason(failure, context))
                .onItem()
                .ifNotNull()
                .transform(CallerMechanism::identity);
    }

    private static SecurityIdentity identity(Caller caller) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(caller.userId()))
                .addRoles(caller.roles())
                .addAttribute(Caller.ATTRIBUTE, caller)
                .build();
    }

    /** The final 401. Says nothing of the reason, which would only help whoever guesses. */
    protected static Uni<Caller> refused() {
        return refused(SignInFault.NOT_IN_FORCE, null);
    }

    /**
     * The same, with a reason for the record.
     *
     * @param claimed the public part of what was shown, or null
     */
    protected static Uni<Caller> refused(SignInFault fault, String claimed) {
        Map<String, Object> reason = Map.of(REASON, new Reason(fault, claimed));
        return Uni.createFrom().failure(() -> new AuthenticationFailedException(reason));
    }

    /** What could tell cannot be asked: the caller is to come again, and is not sent away for good. */
    protected static Uni<Caller> undecided(RoutingContext context) {
        Unauthorized.markUndecided(context);
        return Uni.createFrom().failure(AuthenticationFailedException::new);
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        return Unauthorized.answer(context);
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(Status.UNAUTHORIZED.getStatusCode(), null, null));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }

    /** Null for one that is undecided: that is no sign-in that has failed. */
    private void leaveReason(AuthenticationFailedException failure, RoutingContext context) {
        Reason reason = failure.getAttribute(REASON);
        if (reason != null) {
            new FailedSignIn(way(), reason.fault(), reason.claimed()).leaveIn(context);
        }
    }

    private record Reason(SignInFault fault, String claimed) {}
}
