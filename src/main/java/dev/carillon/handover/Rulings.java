package dev.carillon.handover;

import dev.carillon.notification.Notification;
import dev.carillon.webhook.TypePattern;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what decides about a notification, as the functions of the schema do. Blocks. */
@Singleton
public class Rulings {

    private final RuleStore store;
    private final DefaultRules defaults;

    @Inject
    Rulings(RuleStore store, DefaultRules defaults) {
        this.store = store;
        this.defaults = defaults;
    }

    public Ruling of(Notification notification, HandoverMedium medium) {
        Optional<HandoverRule> wish = store.wish(notification.organizationId(), notification.id());
        return new Ruling(wish.orElseGet(() -> ruleFor(notification, medium)), wish.isPresent());
    }

    private @Nullable HandoverRule ruleFor(Notification notification, HandoverMedium medium) {
        List<HandoverRule> own = store.list(notification.organizationId());
        return (own.isEmpty() ? defaults.rules() : own)
                .stream()
                        .filter(rule -> rule.isFor(medium) && TypePattern.matches(rule.types(), notification.type()))
                        .findFirst()
                        .orElse(null);
    }
}
