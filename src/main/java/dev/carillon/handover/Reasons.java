package dev.carillon.handover;

import dev.carillon.handover.EndpointReport.Outcome;
import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationJson;
import dev.carillon.webhook.DueEvent;
import dev.carillon.webhook.WebhookDelivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says why a notification was handed over to an endpoint, or why not.
 *
 * @param keep how long settled events are kept
 */
record Reasons(Notification notification, Ruling ruling, Instant now, Duration keep) {

    /** Of events that were dropped, apart from those that a user has looked at. */
    private static final Map<String, String> DROPPED = Map.of(
            "recalled", "Recalled by its sender before it was sent.",
            "expired", "Expired before it was sent.",
            "erased", "Its user was erased.",
            "retention", "Its text was gone from the log before it was sent.",
            "replaced", "A newer notification with its collapseKey has taken its place.",
            "muted", "Its user has muted its type for webhooks.");

    EndpointReport report(DueEvent endpoint) {
        DueEvent.State event = endpoint.event();
        Reason reason = event == null ? withoutEvent(endpoint) : ofEvent(endpoint, event);
        return new EndpointReport(
                endpoint.webhookId(),
                endpoint.host(),
                reason.outcome(),
                reason.label(),
                reason.says(),
                event == null ? null : event.delivery().id(),
                event == null ? null : NotificationJson.isoMillis(event.dueAt()),
                event == null ? null : event.delivery().settledAt(),
                event == null || event.lookedAt() == null ? null : NotificationJson.isoMillis(event.lookedAt()),
                event == null ? null : event.lookedBy(),
                event == null ? List.of() : event.delivery().log());
    }

    private record Reason(Outcome outcome, @Nullable String label, String says) {}

    private Reason ofEvent(DueEvent endpoint, DueEvent.State event) {
        WebhookDelivery delivery = event.delivery();
        return switch (delivery.state()) {
            case "delivered" ->
                new Reason(
                        Outcome.HANDED_OVER,
                        null,
                        "Accepted with status " + delivery.status() + " at " + delivery.settledAt() + ".");
            case "dead" ->
                new Reason(
                        Outcome.GIVEN_UP,
                        "gave_up",
                        "Given up after " + ReportWords.attempts(delivery.attempts()) + ": " + delivery.reason() + ".");
            case "dropped" -> dropped(event);
            default -> waits(endpoint, event);
        };
    }

    private static Reason dropped(DueEvent.State event) {
        String reason = String.valueOf(event.delivery().reason());
        String says = DROPPED.get(reason);
        return new Reason(Outcome.NOT_HANDED_OVER, reason, says == null ? looked(reason, event) : says);
    }

    private static String looked(String reason, DueEvent.State event) {
        Instant at = event.lookedAt();
        String words = ReportWords.looked(reason, at, event.lookedBy(), event.dueAt());
        if (at == null) {
            return words + " before it was sent.";
        }
        return words + (at.isAfter(event.dueAt()) ? ", and before it was accepted." : ".");
    }

    private Reason waits(DueEvent endpoint, DueEvent.State event) {
        WebhookDelivery delivery = event.delivery();
        String due = NotificationJson.isoMillis(event.dueAt());
        if (event.needless() != null) {
            return waits(event.needless(), "Not sent when its turn comes, as it is now " + event.needless() + ".");
        }
        if (endpoint.disabledAt() != null) {
            return waits("endpoint_disabled", "Waits while the endpoint is disabled, " + disabled(endpoint) + ".");
        }
        if (delivery.state().equals("planned")) {
            return "quiet".equals(delivery.reason())
                    ? waits("quiet_hours", "Waits for the end of the user's quiet hours, " + due + ".")
                    : waits("not_due", "Due at " + due + ", if it has not been seen by then.");
        }
        if (endpoint.holdUntil() != null) {
            String until = NotificationJson.isoMillis(endpoint.holdUntil());
            return waits("endpoint_failing", "The endpoint fails, and is left alone until " + until + ".");
        }
        return delivery.attempts() == 0
                ? waits("queued", "Queued since " + due + ".")
                : waits(
                        "repeated",
                        "Repeated: " + ReportWords.attempts(delivery.attempts()) + " failed, the newest by "
                                + delivery.reason() + ".");
    }

    private static Reason waits(String label, String says) {
        return new Reason(Outcome.WAITS, label, says);
    }

    private static String disabled(DueEvent endpoint) {
        return "since " + NotificationJson.isoMillis(Objects.requireNonNull(endpoint.disabledAt())) + " by "
                + endpoint.disabledBy();
    }

    private Reason withoutEvent(DueEvent endpoint) {
        if (!endpoint.wantsDue()) {
            return never("not_wanted", "The endpoint does not want notification.due.");
        }
        if (!endpoint.wantsType()) {
            return never("other_types", "The endpoint wants other types.");
        }
        if (endpoint.createdAt().isAfter(notification.createdAt())) {
            return never("endpoint_newer", "The endpoint was created later.");
        }
        if (endpoint.disabledAt() != null) {
            return never("endpoint_disabled", "The endpoint is disabled, " + disabled(endpoint) + ".");
        }
        String hindered = ruling.hinders(notification);
        if (hindered != null) {
            return never(hindered, ruling.says(notification));
        }
        if (endpoint.position() < notification.id()) {
            return waits(
                    "not_planned",
                    "Not planned yet: the endpoint has come to the id " + endpoint.position() + " of the log"
                            + (endpoint.isFull() ? ", and as many events wait for it as may." : "."));
        }
        Instant forgotten = notification.createdAt().plus(ruling.after()).plus(keep);
        return forgotten.isBefore(now)
                ? never("forgotten", "Not known any more: events are kept for " + ReportWords.duration(keep) + ".")
                : never("unknown", "There is no event: a rule or the endpoint was another one at its time.");
    }

    private static Reason never(String label, String says) {
        return new Reason(Outcome.NOT_HANDED_OVER, label, says);
    }
}
