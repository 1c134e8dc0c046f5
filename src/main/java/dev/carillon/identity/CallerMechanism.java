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
import org.jspecify.annotations.Nullable;

/**
 * One way to sign in. A credential in a header takes precedence over a cookie, which a browser adds to every request: an
 * invalid header credential is rejected, never silently replaced by a cookie.
 *
 * <p>All methods run on event loops and must not block.
 */
public abstract class CallerMechanism implements HttpAuthenticationMechanism {

    /** For credentials in headers; above Quarkus' default of 1000, which the session cookie has. */
    protected static final int EXPLICIT = 2000;

    private static final String REASON = "carillon.reason";

    /**
     * The caller; null if the request has no credential for this mechanism, {@link #rejected()} if the credential is not
     * valid, {@link #undecided} if it cannot be checked just now.
     */
    protected abstract Uni<Caller> caller(RoutingContext context);

    /** The kind of credential that this mechanism checks. */
    protected abstract SignInMethod way();

    @Override
    public final Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        // Deferred, because a ticket may be used up only after the resource method is known.
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

    /** The final 401. It gives no reason, which would only help an attacker to guess. */
    protected static Uni<Caller> rejected() {
        return rejected(SignInFault.NOT_IN_FORCE, null);
    }

    /**
     * As above, with a reason for the audit record.
     *
     * @param claimed the public part of the credential, or null
     */
    protected static Uni<Caller> rejected(SignInFault fault, @Nullable String claimed) {
        Map<String, Object> reason = Map.of(REASON, new Reason(fault, claimed));
        return Uni.createFrom().failure(() -> new AuthenticationFailedException(reason));
    }

    /** The credential cannot be checked, so the answer must not be final: the caller is asked to retry. */
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

    /** An undecided sign-in has no reason, because it has not failed. */
    private void leaveReason(AuthenticationFailedException failure, RoutingContext context) {
        Reason reason = failure.getAttribute(REASON);
        if (reason != null) {
            new FailedSignIn(way(), reason.fault(), reason.claimed()).leaveIn(context);
        }
    }

    private record Reason(SignInFault fault, @Nullable String claimed) {}
}
