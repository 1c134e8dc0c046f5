package dev.carillon.push;

import dev.carillon.outgoing.Verdict;
import dev.carillon.preference.Medium;
import dev.carillon.preference.PreferenceStore;
import dev.carillon.preference.Preferences;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The preferences of users, asked just before each message: types that are muted are not pushed, and quiet hours are waited for.
 * A withdrawal disturbs nobody.
 */
@Singleton
class PushWishes {

    private final PreferenceStore preferences;
    private final Clock clock;

    @Inject
    PushWishes(PreferenceStore preferences, Clock clock) {
        this.preferences = preferences;
        this.clock = clock;
    }

    /** Empty if the message may be sent now. Blocks, and throws {@link dev.carillon.tenancy.LogUnavailable}. */
    Optional<Verdict> against(PushClaim claim) {
        if (claim.content() == null) {
            return Optional.empty();
        }
        Preferences wanted =
                preferences.ofUser(claim.organizationId(), claim.userId()).effective();
        if (wanted.isMuted(claim.content().type(), Medium.PUSH)) {
            return Optional.of(new Verdict.Muted());
        }
        Instant now = clock.instant();
        return wanted.quietUntil(now).map(until -> new Verdict.Quiet(Duration.between(now, until)));
    }
}
