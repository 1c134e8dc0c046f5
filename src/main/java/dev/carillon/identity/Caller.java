package dev.carillon.identity;

import dev.carillon.notification.OpaqueId;
import io.quarkus.security.identity.SecurityIdentity;

/**
 * Who is asking: all that resources know of a credential.
 *
 * @param credential names the credential without being it, so that its end can be noticed while a stream is open
 */
public record Caller(String organizationId, String userId, Credential credential) {

    static final String ATTRIBUTE = "carillon.caller";

    public Caller {
        if (!OpaqueId.isValid(organizationId) || !OpaqueId.isValid(userId)) {
            throw new IllegalArgumentException("Ids of callers are " + OpaqueId.FORM);
        }
    }

    /** The caller of an authenticated request; resources are {@code @Authenticated}, so there is one. */
    public static Caller of(SecurityIdentity identity) {
        Caller caller = identity.getAttribute(ATTRIBUTE);
        if (caller == null) {
            throw new IllegalStateException("The request is not authenticated by one of our mechanisms");
        }
        return caller;
    }
}
