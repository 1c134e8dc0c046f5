package dev.carillon.identity;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Tells whether what somebody has signed in with has ended since: an open stream must not outlive it. */
@Singleton
public class CredentialWatch {

    private final Sessions sessions;

    @Inject
    CredentialWatch(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Never fails; while nobody can tell, it has not ended. Safe on event loops. */
    public Uni<Boolean> hasEnded(Credential credential) {
        if (credential instanceof Credential.Session session) {
            return sessions.find(session.sessionId()).onItem().transform(state -> state instanceof SessionState.Ended);
        }
        return Uni.createFrom().item(false);
    }
}
