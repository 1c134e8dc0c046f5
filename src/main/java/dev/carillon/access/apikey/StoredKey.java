package dev.carillon.access.apikey;

import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import dev.carillon.identity.Scope;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A key as a pod needs it to admit the owner. */
record StoredKey(
        String id,
        String organizationId,
        byte[] hash,
        boolean admin,
        @Nullable Instant expiresAt,
        boolean revoked,
        Set<Scope> scopes) {

    boolean admits(RawApiKey key, Instant now) {
        return MessageDigest.isEqual(hash, key.hash()) && isInForce(now);
    }

    boolean isInForce(Instant now) {
        return !revoked && (expiresAt == null || now.isBefore(expiresAt));
    }

    /** Whether a caller that came with this key earlier, or was vouched for by it, would be the same now. */
    boolean standsFor(Caller caller) {
        // Vouching for a user means asking for a ticket, which needs the scope read.
        return caller.isBackend()
                ? caller.isSameAs(caller())
                : organizationId.equals(caller.organizationId()) && scopes.contains(Scope.READ);
    }

    Caller caller() {
        return new Caller(
                organizationId,
                Caller.KEY_PREFIX + id,
                admin ? Set.of(Caller.ADMIN) : Set.of(),
                new Credential.ApiKey(id, expiresAt, scopes));
    }
}
