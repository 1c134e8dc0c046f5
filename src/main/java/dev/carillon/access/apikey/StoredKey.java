package dev.carillon.access.apikey;

import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import dev.carillon.identity.Scope;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Set;

/** What a pod needs to know of a key to let its owner in. */
record StoredKey(
        String id,
        String organizationId,
        byte[] hash,
        boolean admin,
        Instant expiresAt,
        boolean revoked,
        Set<Scope> scopes) {

    boolean admits(RawApiKey key, Instant now) {
        return MessageDigest.isEqual(hash, key.hash()) && isInForce(now);
    }

    boolean isInForce(Instant now) {
        return !revoked && (expiresAt == null || now.isBefore(expiresAt));
    }

    /** Whether the caller, who came with this key earlier or was vouched for by it, would be the same now. */
    boolean standsFor(Caller caller) {
        // To vouch for a user is to ask for a ticket, which takes the scope for reading.
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
