package dev.carillon.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.notification.OpaqueId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The JSON that {@code express-session} keeps in Redis, read for the two ids and the expiry that matter to us. */
final class SessionDocument {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClaimPath user;
    private final ClaimPath organization;
    private final ClaimPath roles;

    SessionDocument(SessionConfig config) {
        this.user = new ClaimPath(config.userPath());
        this.organization = new ClaimPath(config.organizationPath());
        this.roles = new ClaimPath(config.rolesPath());
    }

    /** Empty for a session that nobody has signed in to, that is not ours to understand, or that has expired. */
    Optional<Caller> caller(String sessionId, String document, Instant now) {
        JsonNode session;
        try {
            session = JSON.readTree(document);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        String userId = user.id(session);
        String organizationId = organization.id(session);
        if (!Caller.isUserId(userId) || !OpaqueId.isValid(organizationId) || expired(session, now)) {
            return Optional.empty();
        }
        return Optional.of(new Caller(organizationId, userId, roles.names(session), new Credential.Session(sessionId)));
    }

    private static boolean expired(JsonNode session, Instant now) {
        JsonNode expires = session.at("/cookie/expires");
        if (!expires.isTextual()) {
            return false;
        }
        try {
            return !Instant.parse(expires.asText()).isAfter(now);
        } catch (DateTimeParseException e) {
            return true;
        }
    }
}
