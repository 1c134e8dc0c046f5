package dev.carillon.access.session;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.identity.Caller;
import dev.carillon.identity.ClaimPath;
import dev.carillon.identity.Credential;
import dev.carillon.tenancy.OpaqueId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The JSON that {@code express-session} keeps in Redis, read for the user, organization, roles and expiry. */
final class SessionDocument {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonPointer EXPIRES = JsonPointer.compile("/cookie/expires");

    private final ClaimPath user;
    private final ClaimPath organization;
    private final ClaimPath roles;
    private final boolean expiresByDocument;

    SessionDocument(SessionConfig config) {
        this.user = new ClaimPath(config.userPath());
        this.organization = new ClaimPath(config.organizationPath());
        this.roles = new ClaimPath(config.rolesPath());
        this.expiresByDocument = config.obeyCookieExpires();
    }

    /** Empty for a session without a signed-in user, with content we cannot read, or past its expiry. */
    Optional<Caller> caller(String sessionId, String document, Instant now) {
        return read(new Credential.Session(sessionId), document)
                .filter(session -> !session.isOver(now))
                .map(SignedIn::caller);
    }

    /** The same, but expired or not. */
    Optional<SignedIn> read(Credential.Session credential, String document) {
        JsonNode session;
        try {
            session = JSON.readTree(document);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        Optional<String> userId = user.id(session).filter(Caller::isUserId);
        Optional<String> organizationId = organization.id(session).filter(OpaqueId::isValid);
        Instant expires = expires(session);
        if (userId.isEmpty() || organizationId.isEmpty() || expires == null) {
            return Optional.empty();
        }
        Caller caller = new Caller(organizationId.get(), userId.get(), roles.names(session), credential);
        return Optional.of(new SignedIn(caller, expires));
    }

    /**
     * MAX if there is none, or if only the key in Redis tells the end: {@code touch()} of {@code connect-redis} moves the
     * key's, and leaves the document's as it was. Null if it is not a time.
     */
    private @Nullable Instant expires(JsonNode session) {
        JsonNode expires = session.at(EXPIRES);
        if (!expiresByDocument || !expires.isTextual()) {
            return Instant.MAX;
        }
        try {
            return Instant.parse(expires.asText());
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** @param expires the first moment at which nobody is signed in any more */
    record SignedIn(Caller caller, Instant expires) {
        boolean isOver(Instant now) {
            return !expires.isAfter(now);
        }
    }
}
