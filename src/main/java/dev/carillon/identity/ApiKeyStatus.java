package dev.carillon.identity;

import dev.carillon.access.session.CredentialStatus;
import io.smallrye.mutiny.Uni;

/** The part of {@link CredentialStatus} that knows the API keys. */
public interface ApiKeyStatus {

    /**
     * Whether the API key that this caller used, or that vouched for it, is no longer in force or now gives its owner
     * other rights. Never fails. False for other credentials, and while the key cannot be checked. Safe on event loops.
     */
    Uni<Boolean> hasEnded(Caller caller);
}
