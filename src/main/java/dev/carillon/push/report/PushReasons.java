package dev.carillon.push.report;

import dev.carillon.handover.EndpointReport.Outcome;
import dev.carillon.handover.ReportWords;
import dev.carillon.handover.Ruling;
import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationJson;
import dev.carillon.push.report.PushFate.Message;
import dev.carillon.push.report.PushFate.Withdrawal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says why a notification was pushed to a browser, or why not.
 *
 * @param isOn whether this pod pushes
 * @param keep how long settled messages are kept
 */
record PushReasons(Notification notification, Ruling ruling, boolean isOn, Instant now, Duration keep) {

    private static final Set<String> LOOKS = Set.of("seen", "read", "archived");

    /** Of messages that were dropped, apart from those that a user has looked at. */
    private static final Map<String, String> DROPPED = Map.of(
            "recalled", "Recalled by its sender before it was pushed.",
            "expired", "Expired before it was pushed.",
            "erased", "Its user was erased.",
            "retention", "Its text was gone from the log before it was pushed.",
            "replaced", "A newer notification with its collapseKey has taken its place.",
            "muted", "Its user has muted its type for push.",
            "full", "As many messages waited for the browser as may.");

    BrowserReport report(PushFate browser) {
        Message message = browser.message();
        Reason reason = message == null ? withoutMessage(browser) : ofMessage(browser, message);
        Instant due = message == null ? browser.plannedAt() : message.dueAt();
        return new BrowserReport(
                browser.subscriptionId(),
                Objects.requireNonNullElse(URI.create(browser.service()).getHost(), ""),
                reason.outcome(),
                reason.label(),
                reason.says(),
                iso(due),
                message == null ? null : iso(message.settledAt()),
                message == null ? null : iso(message.lookedAt()),
                message == null ? null : message.lookedBy(),
                message == null ? List.of() : message.log());
    }

    private static @Nullable String iso(@Nullable Instant at) {
        return at == null ? null : NotificationJson.isoMillis(at);
    }

    private record Reason(Outcome outcome, @Nullable String label, String says) {}

    private Reason ofMessage(PushFate browser, Message message) {
        return switch (message.state()) {
            case "delivered" -> new Reason(Outcome.HANDED_OVER, null, accepted(message) + ".");
            case "withdrawn" ->
                new Reason(
                        Outcome.HANDED_OVER,
                        message.reason(),
                        accepted(message) + ". " + needed(message, "Not needed any more") + ". "
                                + withdrawn(browser.withdrawal()));
            case "dead" ->
                new Reason(
                        Outcome.GIVEN_UP,
                        "gave_up",
                        "Given up after " + ReportWords.attempts(message.attempts()) + ": " + message.reason() + ".");
            case "dropped" -> dropped(browser, message);
            default -> waits(browser, message);
        };
    }

    private static String accepted(Message message) {
        return "Accepted with status " + message.status() + " at " + iso(message.settledAt());
    }

    private static String needed(Message message, String otherwise) {
        String reason = message.reason();
        if (reason == null || !LOOKS.contains(reason)) {
            return reason == null ? otherwise : otherwise + ", as it is " + reason;
        }
        return ReportWords.looked(reason, message.lookedAt(), message.lookedBy(), message.dueAt());
    }

    private static String withdrawn(@Nullable Withdrawal withdrawal) {
        if (withdrawal == null) {
            return "Its push service is sent no withdrawals.";
        }
        return switch (withdrawal.state()) {
            case "delivered" -> "Taken off the screen at " + iso(withdrawal.settledAt()) + ".";
            case "waiting" -> "It is about to be taken off the screen.";
            default -> "It could not be taken off the screen: " + withdrawal.reason() + ".";
        };
    }

    private Reason dropped(PushFate browser, Message message) {
        String reason = String.valueOf(message.reason());
        if (reason.equals("gone")) {
            return never("subscription_gone", gone(browser));
        }
        String says = DROPPED.get(reason);
        if (says != null) {
            return never(reason, says);
        }
        Instant looked = message.lookedAt();
        String words = needed(message, "Dropped");
        if (looked == null) {
            return never(reason, words + " before it was pushed.");
        }
        return never(reason, words + (looked.isAfter(message.dueAt()) ? ", and before it was pushed." : "."));
    }

    private static String gone(PushFate browser) {
        Instant since = browser.goneAt();
        return since == null
                ? "The subscription had ended then, and the browser came back too late."
                : "The subscription has ended, as its push service said at " + iso(since)
                        + ". It is pushed if the browser subscribes again in time.";
    }

    private Reason waits(PushFate browser, Message message) {
        String due = NotificationJson.isoMillis(message.dueAt());
        if (browser.needless() != null) {
            return needless(browser.needless());
        }
        if (message.state().equals("planned")) {
            return waits("quiet_hours", "Waits for the end of the user's quiet hours, " + due + ".");
        }
        if (browser.holdUntil() != null) {
            return waits(
                    "service_held", "The push service wants to be left alone until " + iso(browser.holdUntil()) + ".");
        }
        return message.attempts() == 0
                ? waits("queued", "Queued since " + due + ".")
                : waits(
                        "repeated",
                        "Repeated: " + ReportWords.attempts(message.attempts()) + " failed, the newest by "
                                + message.reason() + ".");
    }

    private static Reason needless(String reason) {
        return waits(reason, "Not pushed when its turn comes, as it is now " + reason + ".");
    }

    private static Reason waits(String label, String says) {
        return new Reason(Outcome.WAITS, label, says);
    }

    private Reason withoutMessage(PushFate browser) {
        if (!isOn) {
            return never("push_off", "Push is off on this pod.");
        }
        if (!browser.createdAt().isBefore(notification.createdAt().plusMillis(1))) {
            return never("browser_newer", "The browser has subscribed later.");
        }
        Instant planned = browser.plannedAt();
        if (planned != null) {
            return browser.needless() != null
                    ? needless(browser.needless())
                    : waits("not_due", "Due at " + iso(planned) + ", if it has not been seen by then.");
        }
        String hindered = ruling.hinders(notification);
        if (hindered != null) {
            return never(hindered, ruling.says(notification));
        }
        if (browser.position() < notification.id()) {
            return waits(
                    "not_planned",
                    "Not planned yet: push has come to the id " + browser.position() + " of the log"
                            + (browser.isFull() ? ", and as many notifications wait for their time as may." : "."));
        }
        return notification.createdAt().plus(ruling.after()).plus(keep).isBefore(now)
                ? never("forgotten", "Not known any more: messages are kept for " + ReportWords.duration(keep) + ".")
                : never("unknown", "There is no message: a rule was another one at its time.");
    }

    private static Reason never(String label, String says) {
        return new Reason(Outcome.NOT_HANDED_OVER, label, says);
    }
}
