package dev.carillon.handover;

import dev.carillon.notification.Notification;
import dev.carillon.webhook.DueEvents;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Reports the hand-over of a notification. Blocks. */
@Singleton
public class HandoverReports {

    private final Rulings rulings;
    private final DueEvents events;
    private final Clock clock;

    @Inject
    HandoverReports(Rulings rulings, DueEvents events, Clock clock) {
        this.rulings = rulings;
        this.events = events;
        this.clock = clock;
    }

    public HandoverReport of(Notification notification) {
        Ruling ruling = rulings.of(notification, HandoverMedium.WEBHOOK);
        Reasons reasons = new Reasons(notification, ruling, clock.instant(), events.keep());
        List<EndpointReport> endpoints =
                events.of(notification.organizationId(), notification.id(), notification.type()).stream()
                        .map(reasons::report)
                        .toList();
        return new HandoverReport(
                ruling.named(),
                endpoints.isEmpty() ? "The organization has no endpoint." : ruling.says(notification),
                endpoints);
    }
}
