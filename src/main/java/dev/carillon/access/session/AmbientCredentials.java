package dev.carillon.access.session;

import dev.carillon.identity.CredentialHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Tells whether a request would be signed in by something that a browser adds by itself: a cookie. */
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

    /** Not where a header decides, which goes before cookies and which pages add with the consent of CORS only. */
    public boolean decide(HttpServerRequest request) {
        // Nothing else goes before a cookie: with another scheme the cookie would decide after all.
        boolean explicit =
                CredentialHeaders.bearer(request) != null || request.getHeader(CredentialHeaders.API_KEY) != null;
        return !explicit
                && (request.getCookie(session.cookieName()) != null
                        || (tokenCookie.isPresent() && request.getCookie(tokenCookie.get()) != null));
    }
}
