package dev.carillon.handover;

import dev.carillon.notification.Notification;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The rule, or the sender's word, by which a notification is handed over in one way.
 *
 * @param rule the first whose types match, as the rules are now, or the notification's own; null if there is none
 * @param isOwn whether its sender has said so for this notification alone
 */
public record Ruling(@Nullable HandoverRule rule, boolean isOwn) {

    /** The rule, as a report names it: not the word of a sender. */
    public @Nullable HandoverRule named() {
        return isOwn ? null : rule;
    }

    /** Why the notification is never handed over, as a label; null if it may be. */
    public @Nullable String hinders(Notification notification) {
        if (rule == null) {
            return "no_rule";
        }
        if (rule.afterSeconds() == null) {
            return "rule_never";
        }
        return leavesOut(notification, rule) ? "not_organization_wide" : null;
    }

    private static boolean leavesOut(Notification notification, HandoverRule rule) {
        return notification.recipient().nullableUser() == null && !Boolean.TRUE.equals(rule.organizationWide());
    }

    /** How long the notification may be unseen; zero if nothing says so. */
    public Duration after() {
        return rule == null || rule.afterSeconds() == null ? Duration.ZERO : Duration.ofSeconds(rule.afterSeconds());
    }

    /** Its meaning for the notification, in words. */
    public String says(Notification notification) {
        if (rule == null) {
            return "No rule of hand-over matches its type.";
        }
        String origin = isOwn ? "its sender's word" : "the rule for " + rule.types();
        if (rule.afterSeconds() == null) {
            return "By " + origin + " it is never handed over.";
        }
        if (leavesOut(notification, rule)) {
            return "The rule for " + rule.types() + " leaves out notifications to everybody.";
        }
        return "By " + origin + " it is due " + ReportWords.duration(after()) + " after it was created.";
    }
}
