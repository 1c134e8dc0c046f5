package dev.carillon.access.token;

import dev.carillon.identity.Caller;
import dev.carillon.identity.CallerMechanism;
import dev.carillon.identity.CredentialHeaders;
import dev.carillon.identity.FailedSignIn;
import dev.carillon.identity.RevocationStatus;
import dev.carillon.identity.SignInFault;
import dev.carillon.identity.SignInMethod;
import io.quarkus.runtime.Startup;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;

/**
 * Signs in by a JWT, in the {@code Authorization} header or in a cookie. Created at startup, which an incomplete
 * configuration fails.
 */
@ApplicationScoped
@Startup
class TokenMechanism extends CallerMechanism {

    private final Optional<TokenVerifier> verifier;
    private final RevocationStatus revocations;
    private final Optional<String> cookieName;

    @Inject
    TokenMechanism(JwtConfig config, RevocationStatus revocations, Vertx vertx, Clock clock) {
        this.revocations = revocations;
        this.cookieName = config.cookieName();
        this.verifier = TokenVerifiers.of(config, vertx, clock);
    }

    @Override
    public int getPriority() {
        return EXPLICIT;
    }

    @Override
    protected SignInMethod way() {
        return SignInMethod.TOKEN;
    }

    @Override
    protected Uni<Caller> caller(RoutingContext context) {
        String bearer = CredentialHeaders.bearer(context.request());
        if (bearer != null) {
            return verify(bearer, context);
        }
        Cookie cookie =
                cookieName.map(name -> context.request().getCookie(name)).orElse(null);
        if (cookie == null) {
            return Uni.createFrom().nullItem();
        }
        // Browsers send a cookie to pages that need none; routes that need a caller reject the request themselves.
        return verify(cookie.getValue(), context)
                .onFailure(AuthenticationFailedException.class)
                .invoke(() -> new FailedSignIn(way(), SignInFault.NOT_IN_FORCE, null).leaveIn(context))
                .onFailure(AuthenticationFailedException.class)
                .recoverWithNull();
    }

    private Future<Optional<Caller>> verify(String token) {
        return verifier.orElseThrow().verify(token).compose(caller -> {
            if (caller.isPresent() && !revocations.isLoaded()) {
                return Future.failedFuture("It is not known yet which tokens are revoked");
            }
            return Future.succeededFuture(caller.filter(found -> !revocations.isRevoked(
                    found.organizationId(), found.credential().tag())));
        });
    }

    private Uni<Caller> verify(String token, RoutingContext context) {
        if (verifier.isEmpty()) {
            return rejected();
        }
        return Uni.createFrom()
                .completionStage(() -> verify(token).toCompletionStage())
                .onItemOrFailure()
                .transformToUni((caller, failure) -> {
                    if (failure != null) {
                        return undecided(context);
                    }
                    return caller.isEmpty() ? rejected() : Uni.createFrom().item(caller.get());
                });
    }
}
