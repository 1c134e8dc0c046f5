package dev.carillon.inbox;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is to become of a notification in its recipient's inbox; null leaves it as it is. */
@Schema(name = "ChangeNotification", minProperties = 1)
public record InboxChange(
        @Schema(examples = "true") Boolean isRead,
        @Schema(examples = "false") Boolean isArchived) {}
