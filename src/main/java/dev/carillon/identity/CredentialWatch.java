package dev.carillon.identity;

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

    /** Runs {@code onEnd}, now or soon, if it has. While nobody can tell, it has not. Safe on event loops. */
    public void ifEnded(Credential credential, Runnable onEnd) {
        if (credential instanceof Credential.Session session) {
            sessions.ifEnded(session.sessionId(), onEnd);
        } else if (credential.expiresAt().stream()
                .anyMatch(end -> !clock.instant().isBefore(end))) {
            onEnd.run();
        } else {
            apiKeys.hasEnded(credential).subscribe().with(ended -> {
                if (ended) {
                    onEnd.run();
                }
            });
        }
    }
}
