package dev.carillon.access.apikey;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * A key as it is listed: everything but the secret.
 *
 * @param admin whether it may itself create, list and revoke keys of its organization
 * @param createdBy the user, or the key, that has created it
 * @param expiresAt null for a key that lives until it is revoked
 * @param revokedAt null for a key that is in force
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiKey(
        String id,
        String name,
        boolean admin,
        String createdBy,
        Instant createdAt,
        Instant expiresAt,
        Instant revokedAt) {}
