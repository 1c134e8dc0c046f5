package dev.carillon.schedule;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One page of scheduled notifications, in the order of their times.
 *
 * @param nextAfter the value of {@code after} for the next page; null at the end
 */
@Schema(
        name = "ScheduledPage",
        requiredProperties = {"scheduled", "nextAfter"})
public record ScheduledPage(
        List<ScheduledNotification> scheduled,
        @Schema(nullable = true) @Nullable String nextAfter) {
    public ScheduledPage {
        scheduled = List.copyOf(scheduled);
    }
}
