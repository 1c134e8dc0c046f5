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

    private final String userPath;
    private final String organizationPath;

    SessionDocument(String userPath, String organizationPath) {
        this.userPath = pointer(userPath);
        this.organizationPath = pointer(organizationPath);
    }

    /** Empty for a session that nobody has signed in to, that is not ours to understand, or that has expired. */
    Optional<Caller> caller(String sessionId, String document, Instant now) {
        JsonNode session;
        try {
            session = JSON.readTree(document);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        String userId = id(session.at(userPath));
        String organizationId = id(session.at(organizationPath));
        if (!OpaqueId.isValid(userId) || !OpaqueId.isValid(organizationId) || expired(session, now)) {
            return Optional.empty();
        }
        return Optional.of(new Caller(organizationId, userId, new Credential.Session(sessionId)));
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

    private static String id(JsonNode node) {
        return node.isTextual() || node.isIntegralNumber() ? node.asText() : null;
    }

    private static String pointer(String path) {
        return "/" + path.replace("~", "~0").replace("/", "~1").replace('.', '/');
    }
}
