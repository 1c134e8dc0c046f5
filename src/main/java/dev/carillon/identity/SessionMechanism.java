package dev.carillon.identity;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Signs in by the session cookie of an existing Express application. */
@ApplicationScoped
class SessionMechanism implements HttpAuthenticationMechanism {

    private final SignedCookie cookie;
    private final String cookieName;
    private final Sessions sessions;

    @Inject
    SessionMechanism(SessionConfig config, Sessions sessions) {
        this.cookie = new SignedCookie(config.secrets().orElse(List.of()));
        this.cookieName = config.cookieName();
        this.sessions = sessions;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identityProviders) {
        Cookie given = context.request().getCookie(cookieName);
        Optional<String> sessionId = given == null ? Optional.empty() : cookie.sessionId(given.getValue());
        if (sessionId.isEmpty()) {
            return Uni.createFrom().nullItem();
        }
        return sessions.find(sessionId.get()).onItem().transform(state -> identity(context, state));
    }

    private static SecurityIdentity identity(RoutingContext context, SessionState state) {
        if (state instanceof SessionState.Valid valid) {
            Caller caller = valid.caller();
            return QuarkusSecurityIdentity.builder()
                    .setPrincipal(new QuarkusPrincipal(caller.userId()))
                    .addAttribute(Caller.ATTRIBUTE, caller)
                    .build();
        }
        if (state instanceof SessionState.Unknown) {
            Unauthorized.markUndecided(context);
        }
        return null;
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        return Unauthorized.answer(context);
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(HttpResponseStatus.UNAUTHORIZED.code(), null, null));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}
