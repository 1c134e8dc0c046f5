package dev.carillon.identity;

import dev.carillon.tenancy.OpaqueId;
import io.quarkus.security.identity.SecurityIdentity;
import java.util.Set;

/**
 * The authenticated sender of a request: all that resources know about a credential.
 *
 * @param userId for an API key, which belongs to no user, {@code key:} and the key's id
 * @param roles as the session or the token names them; an API key may have {@link #ADMIN}
 * @param credential identifies the credential without its secret, so that an open stream notices its end
 */
public record Caller(String organizationId, String userId, Set<String> roles, Credential credential) {

    /** May create, list and revoke the organization's API keys. */
    public static final String ADMIN = "admin";

    /** The prefix of API keys' user ids. No session or token may claim such an id. */
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

    /** The caller of an authenticated request; {@link SignIn} has ensured that there is one. */
    public static Caller of(SecurityIdentity identity) {
        Caller caller = identity.getAttribute(ATTRIBUTE);
        if (caller == null) {
            throw new IllegalStateException("The request is not authenticated by one of our mechanisms");
        }
        return caller;
    }

    /** Whether both are the same user of the same organization with the same rights, with any credentials. */
    public boolean isSameAs(Caller other) {
        return organizationId.equals(other.organizationId)
                && userId.equals(other.userId)
                && roles.equals(other.roles)
                && scopes().equals(other.scopes());
    }

    /** Organization and user as one unique name: neither id can contain the slash between them. */
    public String name() {
        return organizationId + "/" + userId;
    }

    public boolean isAdmin() {
        return roles.contains(ADMIN);
    }

    /** Whether the caller is a backend with an API key, not a user. */
    public boolean isBackend() {
        return credential instanceof Credential.ApiKey;
    }

    /** The scopes of an API key; empty for users, who have roles. */
    public Set<Scope> scopes() {
        return credential instanceof Credential.ApiKey key ? key.scopes() : Set.of();
    }
}
