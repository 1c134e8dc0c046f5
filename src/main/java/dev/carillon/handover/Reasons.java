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
 * @param rule the first whose types match, as the rules are now, or the notification's own
 * @param isOwn whether its sender has said so for this notification alone
 * @param keep how long settled events are kept
 */
record Reasons(Notification notification, @Nullable HandoverRule rule, boolean isOwn, Instant now, Duration keep) {

    /** Of events that were dropped, apart from those that a user has looked at. */
    private static final Map<String, String> DROPPED = Map.of(
            "recalled", "Recalled by its sender before it was sent.",
            "expired", "Expired before it was sent.",
            "erased", "Its user was erased.",
            "retention", "Its text was gone from the log before it was sent.",
            "replaced", "A newer notification with its collapseKey has taken its place.",
            "muted", "Its user has muted its type for webhooks.");

    private static final Duration IN_SECONDS = Duration.ofMinutes(2);
    private static final Duration IN_MINUTES = Duration.ofHours(2);

    /** The meaning of the rule for the notification. */
    String ofRule() {
        if (rule == null) {
            return "No rule of hand-over matches its type.";
        }
        String origin = isOwn ? "its sender's word" : "the rule for " + rule.types();
        if (rule.afterSeconds() == null) {
            return "By " + origin + " it is never handed over.";
        }
        if (isForEverybody() && !Boolean.TRUE.equals(rule.organizationWide())) {
            return "The rule for " + rule.types() + " leaves out notifications to everybody.";
        }
        return "By " + origin + " it is due " + text(Duration.ofSeconds(rule.afterSeconds()))
                + " after it was created.";
    }

    private boolean isForEverybody() {
        return notification.recipient().nullableUser() == null;
    }

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
                        "Given up after " + attempts(delivery.attempts()) + ": " + delivery.reason() + ".");
            case "dropped" -> dropped(event);
            default -> waits(endpoint, event);
        };
    }

    private static Reason dropped(DueEvent.State event) {
        String reason = String.valueOf(event.delivery().reason());
        String says = DROPPED.get(reason);
        return new Reason(Outcome.NOT_HANDED_OVER, reason, says == null ? looked(reason, event) : says);
    }

    /** "Seen on client 26-21-1, 12 s before it was due." */
    private static String looked(String reason, DueEvent.State event) {
        String verb = Character.toUpperCase(reason.charAt(0)) + reason.substring(1);
        Instant at = event.lookedAt();
        if (at == null) {
            return verb + " before it was sent.";
        }
        Duration before = Duration.between(at, event.dueAt());
        String when = before.isNegative()
                ? text(before.negated()) + " after it was due, and before it was accepted."
                : text(before) + " before it was due.";
        return verb + (event.lookedBy() == null ? " " : " on client " + event.lookedBy() + ", ") + when;
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
                        "Repeated: " + attempts(delivery.attempts()) + " failed, the newest by " + delivery.reason()
                                + ".");
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
        if (rule == null) {
            return never("no_rule", ofRule());
        }
        if (rule.afterSeconds() == null) {
            return never("rule_never", ofRule());
        }
        if (isForEverybody() && !Boolean.TRUE.equals(rule.organizationWide())) {
            return never("not_organization_wide", ofRule());
        }
        if (endpoint.position() < notification.id()) {
            return waits(
                    "not_planned",
                    "Not planned yet: the endpoint has come to the id " + endpoint.position() + " of the log"
                            + (endpoint.isFull() ? ", and as many events wait for it as may." : "."));
        }
        Instant forgotten =
                notification.createdAt().plusSeconds(rule.afterSeconds()).plus(keep);
        return forgotten.isBefore(now)
                ? never("forgotten", "Not known any more: events are kept for " + text(keep) + ".")
                : never("unknown", "There is no event: a rule or the endpoint was another one at its time.");
    }

    private static Reason never(String label, String says) {
        return new Reason(Outcome.NOT_HANDED_OVER, label, says);
    }

    private static String attempts(int number) {
        return number == 1 ? "1 attempt" : number + " attempts";
    }

    private static String text(Duration duration) {
        if (duration.compareTo(IN_SECONDS) < 0) {
            return duration.toSeconds() + " s";
        }
        return duration.compareTo(IN_MINUTES) < 0 ? duration.toMinutes() + " min" : duration.toHours() + " h";
    }
}
