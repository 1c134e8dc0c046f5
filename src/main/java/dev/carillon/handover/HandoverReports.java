package dev.carillon.handover;

import dev.carillon.notification.Notification;
import dev.carillon.webhook.DueEvents;
import dev.carillon.webhook.TypePattern;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reports the hand-over of a notification. Blocks. */
@Singleton
public class HandoverReports {

    private final RuleStore store;
    private final DefaultRules defaults;
    private final DueEvents events;
    private final Clock clock;

    @Inject
    HandoverReports(RuleStore store, DefaultRules defaults, DueEvents events, Clock clock) {
        this.store = store;
        this.defaults = defaults;
        this.events = events;
        this.clock = clock;
    }

    public HandoverReport of(Notification notification) {
        Optional<HandoverRule> wish = store.wish(notification.organizationId(), notification.id());
        HandoverRule rule = wish.orElseGet(() -> ruleFor(notification));
        Reasons reasons = new Reasons(notification, rule, wish.isPresent(), clock.instant(), events.keep());
        List<EndpointReport> endpoints =
                events.of(notification.organizationId(), notification.id(), notification.type()).stream()
                        .map(reasons::report)
                        .toList();
        return new HandoverReport(
                wish.isPresent() ? null : rule,
                endpoints.isEmpty() ? "The organization has no endpoint." : reasons.ofRule(),
                endpoints);
    }

    private @Nullable HandoverRule ruleFor(Notification notification) {
        List<HandoverRule> own = store.list(notification.organizationId());
        return (own.isEmpty() ? defaults.rules() : own)
                .stream()
                        .filter(rule -> rule.isFor(HandoverMedium.WEBHOOK)
                                && TypePattern.matches(rule.types(), notification.type()))
                        .findFirst()
                        .orElse(null);
    }
}
