package dev.carillon.access.session;

import dev.carillon.identity.CredentialHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Tells whether a cookie, which a browser adds on its own, would sign a request in. */
@Singleton
public class AmbientCredentials {

    private final SessionConfig session;
    private final Optional<String> tokenCookie;

    @Inject
    AmbientCredentials(
            SessionConfig session, @ConfigProperty(name = "carillon.jwt.cookie-name") Optional<String> tokenCookie) {
        this.session = session;
        this.tokenCookie = tokenCookie;
    }

    /** False if a header decides: it goes before cookies, and pages can add one only with the consent of CORS. */
    public boolean decide(HttpServerRequest request) {
        // Only these go before a cookie: with another scheme the cookie would decide after all.
        boolean explicit =
                CredentialHeaders.bearer(request) != null || request.getHeader(CredentialHeaders.API_KEY) != null;
        return !explicit
                && (request.getCookie(session.cookieName()) != null
                        || (tokenCookie.isPresent() && request.getCookie(tokenCookie.get()) != null));
    }
}
