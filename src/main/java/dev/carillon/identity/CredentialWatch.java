package dev.carillon.identity;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Tells whether what somebody has signed in with has ended since: an open stream must not outlive it. */
@Singleton
public class CredentialWatch {

    private final Sessions sessions;
    private final ApiKeyWatch apiKeys;
    private final Clock clock;

    @Inject
    CredentialWatch(Sessions sessions, ApiKeyWatch apiKeys, Clock clock) {
        this.sessions = sessions;
        this.apiKeys = apiKeys;
        this.clock = clock;
    }

    /** Never fails; while nobody can tell, it has not ended. Safe on event loops. */
    public Uni<Boolean> hasEnded(Credential credential) {
        if (credential instanceof Credential.Session session) {
            return sessions.find(session.sessionId()).onItem().transform(state -> state instanceof SessionState.Ended);
        }
        boolean expired =
                credential.expiresAt().stream().anyMatch(end -> !clock.instant().isBefore(end));
        return expired ? Uni.createFrom().item(true) : apiKeys.hasEnded(credential);
    }
}
