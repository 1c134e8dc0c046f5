package dev.carillon.access.session;

import dev.carillon.identity.AdmittedCaller;
import dev.carillon.identity.ApiKeyStatus;
import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import dev.carillon.identity.RevocationStatus;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;

/**
 * Tells whether a caller still is who its credential says. An open stream must not outlive the credential, nor stay
 * another user's, organization's or role's. The source is asked each time: the absence of a message proves nothing.
 */
@Singleton
public class CredentialStatus {

    private final Sessions sessions;
    private final ApiKeyStatus apiKeys;
    private final RevocationStatus revocations;
    private final Clock clock;

    @Inject
    CredentialStatus(Sessions sessions, ApiKeyStatus apiKeys, RevocationStatus revocations, Clock clock) {
        this.sessions = sessions;
        this.apiKeys = apiKeys;
        this.revocations = revocations;
        this.clock = clock;
    }

    /** For a caller that is admitted now and stays. */
    public AdmittedCaller watch(Caller caller) {
        return new AdmittedCaller(caller, revocations.generation());
    }

    /**
     * Runs {@code onEnd}, now or soon, if the caller's credential has expired, was revoked, or now names another user,
     * organization or role, or if the user was disconnected. A source that cannot be reached ends nothing. Safe on
     * event loops.
     */
    public void ifEnded(AdmittedCaller admitted, Runnable onEnd) {
        Caller caller = admitted.caller();
        if (isKnownToHaveEnded(admitted)) {
            onEnd.run();
        } else if (caller.credential() instanceof Credential.Session) {
            sessions.ifEnded(caller, onEnd);
        } else if (!(caller.credential() instanceof Credential.Token)) {
            apiKeys.hasEnded(caller).subscribe().with(ended -> {
                if (ended) {
                    onEnd.run();
                }
            });
        }
    }

    /** The same for a caller that was vouched for earlier and comes now. */
    public Uni<Boolean> hasEnded(AdmittedCaller admitted) {
        Caller caller = admitted.caller();
        if (isKnownToHaveEnded(admitted)) {
            return Uni.createFrom().item(true);
        }
        if (caller.credential() instanceof Credential.Session session) {
            return sessions.lookUp(session.sessionId())
                    .map(state -> state instanceof SessionState.Ended
                            || (state instanceof SessionState.Valid valid && !caller.isSameAs(valid.caller())));
        }
        return apiKeys.hasEnded(caller);
    }

    private boolean isKnownToHaveEnded(AdmittedCaller admitted) {
        Caller caller = admitted.caller();
        return caller.credential().expiresAt().stream()
                        .anyMatch(end -> !clock.instant().isBefore(end))
                || revocations.isRevoked(
                        caller.organizationId(), caller.credential().tag())
                || revocations.isDisconnectedAfter(admitted.generation(), caller.organizationId(), caller.userId());
    }
}
