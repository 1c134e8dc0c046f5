package dev.carillon.sent;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One page of what was sent, newest first.
 *
 * @param nextBefore the value of {@code before} for the next page; null at the end
 */
@Schema(
        name = "SentPage",
        requiredProperties = {"notifications", "nextBefore"})
record SentPage(
        List<SentNotification> notifications,
        @Schema(nullable = true, examples = "23") @Nullable Long nextBefore) {
    SentPage {
        notifications = List.copyOf(notifications);
    }
}
