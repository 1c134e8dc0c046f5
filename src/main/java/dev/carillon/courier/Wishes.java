package dev.carillon.courier;

import dev.carillon.outgoing.Verdict;
import dev.carillon.preference.Medium;
import dev.carillon.preference.PreferenceStore;
import dev.carillon.preference.Preferences;
import dev.carillon.webhook.WebhookEvent;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The preferences of users, asked just before each hand-over: types that are muted are not handed over, and quiet hours are waited
 * for. Other events tell a back end what happens, and nobody is disturbed by them.
 */
@Singleton
class Wishes {

    private final PreferenceStore preferences;
    private final Clock clock;

    @Inject
    Wishes(PreferenceStore preferences, Clock clock) {
        this.preferences = preferences;
        this.clock = clock;
    }

    /** Empty if the event may be sent now. Blocks, and throws {@link dev.carillon.tenancy.LogUnavailable}. */
    Optional<Verdict> against(Claim claim) {
        boolean due = WebhookEvent.named(claim.event())
                .filter(event -> event == WebhookEvent.DUE)
                .isPresent();
        if (!due || claim.userId() == null || claim.notification() == null) {
            return Optional.empty();
        }
        Preferences wanted =
                preferences.ofUser(claim.organizationId(), claim.userId()).effective();
        if (wanted.isMuted(claim.notification().type(), Medium.WEBHOOK)) {
            return Optional.of(new Verdict.Muted());
        }
        Instant now = clock.instant();
        return wanted.quietUntil(now).map(until -> new Verdict.Quiet(Duration.between(now, until)));
    }
}
