package dev.carillon.identity;

import io.smallrye.mutiny.Uni;

/** The part of {@link CredentialWatch} that knows the API keys. */
public interface ApiKeyWatch {

    /** Never fails; false for other credentials, and while nobody can tell. Safe on event loops. */
    Uni<Boolean> hasEnded(Credential credential);
}
