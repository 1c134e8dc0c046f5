package dev.carillon.notification.change;

import dev.carillon.notification.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/**
 * A sender's wish to take a notification back, or to replace its text.
 *
 * @param id of the notification
 * @param text the new one; null for a recall
 * @param caller the user id of the sender
 * @param onlyOwn whether it must have been created by the caller
 * @param idempotencyKey null if each repeat counts as a new request
 */
public record ChangeRequest(
        String organizationId,
        long id,
        @Nullable Text text,
        String caller,
        boolean onlyOwn,
        @Nullable IdempotencyKey idempotencyKey) {

    /** All of a notification that an update replaces. */
    public record Text(
            String title,
            String message,
            @Nullable String actionUrl,
            @Nullable String data) {}
}
