package dev.carillon.identity;

import dev.carillon.tenancy.OpaqueId;
import io.quarkus.security.identity.SecurityIdentity;
import java.util.Set;

/**
 * Who is asking: all that resources know of a credential.
 *
 * @param userId for an API key, which belongs to no user, {@code key:} and the key's id
 * @param roles as the session or the token names them; an API key may have {@link #ADMIN}
 * @param credential names the credential without being it, so that its end can be noticed while a stream is open
 */
public record Caller(String organizationId, String userId, Set<String> roles, Credential credential) {

    /** May create, list and revoke the organization's API keys. */
    public static final String ADMIN = "admin";

    /** What the user ids of API keys begin with; no session or token may claim such an id. */
    public static final String KEY_PREFIX = Credential.KEY;

    static final String ATTRIBUTE = "carillon.caller";

    public Caller {
        if (!OpaqueId.isValid(organizationId) || !OpaqueId.isValid(userId)) {
            throw new IllegalArgumentException("Ids of callers are " + OpaqueId.FORM);
        }
        if (userId.startsWith(KEY_PREFIX) != credential instanceof Credential.ApiKey) {
            throw new IllegalArgumentException("Ids that begin with " + KEY_PREFIX + " belong to API keys");
        }
        roles = Set.copyOf(roles);
    }

    /** A caller without roles. */
    public Caller(String organizationId, String userId, Credential credential) {
        this(organizationId, userId, Set.of(), credential);
    }

    /** Whether a session or a token may claim to be this user. */
    public static boolean isUserId(String text) {
        return OpaqueId.isValid(text) && !text.startsWith(KEY_PREFIX);
    }

    /** The caller of an authenticated request; {@link SignIn} has seen to it that there is one. */
    public static Caller of(SecurityIdentity identity) {
        Caller caller = identity.getAttribute(ATTRIBUTE);
        if (caller == null) {
            throw new IllegalStateException("The request is not authenticated by one of our mechanisms");
        }
        return caller;
    }

    /** Whether the other is the same user of the same organization with the same rights, however each has signed in. */
    public boolean isSameAs(Caller other) {
        return organizationId.equals(other.organizationId)
                && userId.equals(other.userId)
                && roles.equals(other.roles)
                && scopes().equals(other.scopes());
    }

    /** Organization and user in one, which no other caller has: neither id can hold the slash between them. */
    public String name() {
        return organizationId + "/" + userId;
    }

    public boolean isAdmin() {
        return roles.contains(ADMIN);
    }

    /** Whether a backend is asking, with an API key, rather than a user. */
    public boolean isBackend() {
        return credential instanceof Credential.ApiKey;
    }

    /** What an API key may do; empty for users, who have roles. */
    public Set<Scope> scopes() {
        return credential instanceof Credential.ApiKey key ? key.scopes() : Set.of();
    }
}
