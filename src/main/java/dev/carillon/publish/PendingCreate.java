package dev.carillon.publish;

import dev.carillon.notification.AppendOutcome;
import dev.carillon.notification.Draft;
import dev.carillon.notification.Submission;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A create request on its way to a transaction.
 *
 * @param bytes estimated memory of its texts
 * @param dueAt its deadline by {@link System#nanoTime}, after which it is no longer written
 */
record PendingCreate(Submission submission, int bytes, long dueAt, CompletableFuture<AppendOutcome> result) {

    // A draft and its holder, without its texts.
    private static final int OVERHEAD = 256;

    static PendingCreate of(Submission submission, long dueAt) {
        return new PendingCreate(submission, bytes(submission.drafts()), dueAt, new CompletableFuture<>());
    }

    /** How many rows it writes. */
    int size() {
        return submission.drafts().size();
    }

    boolean isOverdue(long now) {
        return now - dueAt >= 0;
    }

    /** Two bytes per character. A text for many users is in memory once, and counts once. */
    private static int bytes(List<Draft> drafts) {
        long bytes = 0;
        String counted = null;
        for (Draft draft : drafts) {
            bytes += OVERHEAD;
            // By identity: equal texts of two drafts take memory twice.
            if (draft.message() != counted) {
                counted = draft.message();
                bytes += 2L * (draft.title().length() + draft.message().length() + length(draft.actionUrl()))
                        + 2L * length(draft.extras().data());
            }
        }
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
