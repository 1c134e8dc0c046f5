package dev.carillon.access.apikey;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.carillon.audit.AuditEvent;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The answer to a request for a new key.
 *
 * @param key the key itself, which is shown only here and stored nowhere
 */
@Schema(requiredProperties = {"id", "name", "admin", "scopes", "createdBy", "key"})
record CreatedApiKey(
        @JsonUnwrapped ApiKey about,

        @Schema(examples = "ck_9e455c447b18877b_Jv0b2xGq4sRr0o1x3cY3aXn5m2Zk8wUuT7dPqLhEfGA_4tZ0mQv8sK1yXcWnB2hLrg")
        String key) {

    /** Without the key. */
    AuditEvent event() {
        String rights = (about.admin() ? "admin " : "")
                + about.scopes().stream().map(Object::toString).sorted().collect(Collectors.joining(" "));
        return new AuditEvent.KeyCreated(
                about.id(),
                rights,
                about.expiresAt() == null ? "never" : about.expiresAt().toString());
    }
}
