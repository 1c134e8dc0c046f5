package dev.carillon.access.ticket;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.identity.AdmittedCaller;
import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The owner of a ticket as Redis holds it: the caller with its credential. The stream ends when the credential does.
 *
 * @param expiry ISO 8601; null for a credential without an end
 * @param session this, {@code token} or {@code key} names the credential
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record TicketJson(
        String organizationId,
        String userId,
        long generation,
        Set<String> roles,
        @Nullable String expiry,
        @Nullable String session,
        @Nullable String token,
        @Nullable String key) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static String write(AdmittedCaller owner) {
        Caller caller = owner.caller();
        Credential credential = caller.credential();
        try {
            return JSON.writeValueAsString(new TicketJson(
                    caller.organizationId(),
                    caller.userId(),
                    owner.generation(),
                    new TreeSet<>(caller.roles()),
                    credential.expiresAt().map(Instant::toString).orElse(null),
                    credential instanceof Credential.Session own ? own.sessionId() : null,
                    credential instanceof Credential.Token own ? own.digest() : null,
                    credential instanceof Credential.Delegated own ? own.keyId() : null));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalArgumentException if it is not what {@link #write} makes */
    static AdmittedCaller read(String text) {
        try {
            TicketJson ticket = JSON.readValue(text, TicketJson.class);
            Caller caller = new Caller(ticket.organizationId, ticket.userId, ticket.roles, ticket.credential());
            return new AdmittedCaller(caller, ticket.generation);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Credential credential() {
        if (session != null) {
            return new Credential.Session(session);
        }
        Instant end = expiry == null ? null : Instant.parse(expiry);
        if (token != null && end != null) {
            return new Credential.Token(token, end);
        }
        if (key != null) {
            return new Credential.Delegated(key, end);
        }
        throw new IllegalArgumentException("A ticket without a credential");
    }
}
