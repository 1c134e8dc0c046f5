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

/** The JSON that {@code express-session} keeps in Redis, read for the user, organization, roles and expiry. */
final class SessionDocument {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonPointer EXPIRES = JsonPointer.compile("/cookie/expires");

    private final ClaimPath user;
    private final ClaimPath organization;
    private final ClaimPath roles;

    SessionDocument(SessionConfig config) {
        this.user = new ClaimPath(config.userPath());
        this.organization = new ClaimPath(config.organizationPath());
        this.roles = new ClaimPath(config.rolesPath());
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
        String userId = user.id(session);
        String organizationId = organization.id(session);
        Instant expires = expires(session);
        if (!Caller.isUserId(userId) || !OpaqueId.isValid(organizationId) || expires == null) {
            return Optional.empty();
        }
        return Optional.of(new SignedIn(new Caller(organizationId, userId, roles.names(session), credential), expires));
    }

    /** MAX if there is none; null if it is not a time. */
    private static Instant expires(JsonNode session) {
        JsonNode expires = session.at(EXPIRES);
        if (!expires.isTextual()) {
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
