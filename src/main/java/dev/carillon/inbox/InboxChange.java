package dev.carillon.inbox;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A change to a notification in its recipient's inbox; a null field stays as it is. */
@Schema(name = "ChangeNotification", minProperties = 1)
public record InboxChange(
        @Schema(examples = "true") Boolean isRead,
        @Schema(examples = "false") @Nullable Boolean isArchived) {}
