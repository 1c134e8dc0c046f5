package dev.carillon.push.report;

import dev.carillon.push.report.BrowserReport.PushAttempt;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A browser as it is now, and what came of one notification for it.
 *
 * @param goneAt since when its push service does not know it any more
 * @param position the newest entry of the log that was looked at for the organization
 * @param isFull whether as many notifications wait for their time as may
 * @param holdUntil until when its push service wants to be left alone
 * @param plannedAt when the notification is due, while it is not
 * @param needless why it will not be pushed when its turn comes, as the user's marks are now; null if it will
 * @param message null while there is none
 * @param withdrawal null if there is none
 */
record PushFate(
        String subscriptionId,
        String service,
        Instant createdAt,
        @Nullable Instant goneAt,
        long position,
        boolean isFull,
        @Nullable Instant holdUntil,
        @Nullable Instant plannedAt,
        @Nullable String needless,
        @Nullable Message message,
        @Nullable Withdrawal withdrawal) {

    /**
     * The message that shows it.
     *
     * @param dueAt the time of the rule, or the end of quiet hours
     */
    record Message(
            String state,
            int attempts,
            @Nullable Integer status,
            @Nullable String reason,
            Instant dueAt,
            @Nullable Instant settledAt,
            @Nullable Instant lookedAt,
            @Nullable String lookedBy,
            List<PushAttempt> log) {}

    /** The message that takes it back. */
    record Withdrawal(
            String state, @Nullable String reason, @Nullable Instant settledAt) {}
}
