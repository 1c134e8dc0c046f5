package dev.carillon.inbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A notification as its recipient sees it: the seven fields of the Express application, then the other fields if set.
 *
 * @param isSeen true or left out
 * @param isArchived true or left out
 * @param audience {@code organization} beside the collapse key of a notification to everybody; left out otherwise
 * @param updatedAt when its sender has last replaced its text
 */
@Schema(
        name = "Notification",
        requiredProperties = {"id", "type", "title", "message", "actionUrl", "isRead", "createdAt"})
@JsonPropertyOrder({"id", "type", "title", "message", "actionUrl", "isRead", "createdAt"})
public record InboxNotification(
        @Schema(examples = "42") long id,
        @Schema(examples = "session_created") String type,
        @Schema(examples = "Nouvelle session réservée") String title,

        @Schema(examples = "Session enregistrée pour Studio A le 27/12/2025")
        String message,

        @Schema(nullable = true, examples = "/sessions/123") String actionUrl,
        boolean isRead,

        @Schema(format = "date-time", examples = "2025-12-27T04:58:41.000Z")
        String createdAt,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean isSeen,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean isArchived,

        @Schema(type = SchemaType.OBJECT, additionalProperties = Schema.True.class)
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonRawValue
        String data,

        @Schema(format = "date-time") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        String expiresAt,

        @Schema(examples = "upload:7") @JsonInclude(JsonInclude.Include.NON_NULL)
        String collapseKey,

        @Schema(enumeration = "organization") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        String audience,

        @Schema(format = "date-time") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        String updatedAt) {}
