package dev.carillon.inbox;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, newest first.
 *
 * @param nextBefore the value of {@code before} for the next page; null at the end
 */
@Schema(
        name = "NotificationPage",
        requiredProperties = {"notifications", "nextBefore"})
public record InboxPage(
        List<InboxNotification> notifications,
        @Schema(nullable = true, examples = "23") @Nullable Long nextBefore) {
    public InboxPage {
        notifications = List.copyOf(notifications);
    }
}
