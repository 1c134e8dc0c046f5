package dev.carillon.identity;

import dev.carillon.access.session.CredentialStatus;
import io.smallrye.mutiny.Uni;

/** The part of {@link CredentialStatus} that knows the API keys. */
public interface ApiKeyStatus {

    /**
     * Whether the key that this caller has come with, or that has vouched for it, is in force no more or now makes
     * somebody else of its owner. Never fails; false for other credentials, and while nobody can tell. Safe on event
     * loops.
     */
    Uni<Boolean> hasEnded(Caller caller);
}
