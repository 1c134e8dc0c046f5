package dev.carillon.access.apikey;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.identity.Scope;
import java.time.Instant;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is listed: everything but the secret.
 *
 * @param admin whether it may create, list and revoke keys of its organization
 * @param scopes its permissions
 * @param createdBy the user or the key that created it
 * @param expiresAt null for a key from before keys expired, which lives until it is revoked
 * @param revokedAt null for a key that is in force
 */
@Schema(requiredProperties = {"id", "name", "admin", "scopes", "createdBy"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiKey(
        @Schema(examples = "9e455c447b18877b") String id,
        @Schema(examples = "orders backend") String name,
        @Schema(examples = "false") boolean admin,
        @Schema(examples = "[\"publish\"]") Set<Scope> scopes,
        @Schema(examples = "26") String createdBy,
        @Schema(examples = "2026-11-23T14:24:21Z") @Nullable Instant createdAt,
        @Schema(examples = "2027-11-23T14:24:21Z") @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {}
