package dev.carillon.access.ticket;

import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import dev.carillon.identity.Watched;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/** Whom a ticket stands for, as it waits in Redis: the caller with its credential, at whose end the stream ends too. */
final class TicketJson {

    private TicketJson() {}

    static String write(Watched owner) {
        Caller caller = owner.caller();
        JsonObject json = new JsonObject()
                .put("organizationId", caller.organizationId())
                .put("userId", caller.userId())
                .put("generation", owner.generation())
                .put("roles", new JsonArray(caller.roles().stream().sorted().toList()));
        Credential credential = caller.credential();
        credential.expiresAt().ifPresent(expiry -> json.put("expiry", expiry.toString()));
        if (credential instanceof Credential.Session session) {
            json.put("session", session.sessionId());
        } else if (credential instanceof Credential.Token token) {
            json.put("token", token.digest());
        } else if (credential instanceof Credential.Delegated delegated) {
            json.put("key", delegated.keyId());
        }
        return json.encode();
    }

    static Watched read(String text) {
        JsonObject json = new JsonObject(text);
        Set<String> roles =
                json.getJsonArray("roles").stream().map(String.class::cast).collect(Collectors.toSet());
        return new Watched(
                new Caller(json.getString("organizationId"), json.getString("userId"), roles, credential(json)),
                json.getLong("generation", 0L));
    }

    private static Credential credential(JsonObject json) {
        Instant expiry = json.getInstant("expiry");
        if (json.containsKey("session")) {
            return new Credential.Session(json.getString("session"));
        }
        return json.containsKey("token")
                ? new Credential.Token(json.getString("token"), expiry)
                : new Credential.Delegated(json.getString("key"), expiry);
    }
}
