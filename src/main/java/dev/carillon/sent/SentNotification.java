package dev.carillon.sent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A notification as its sender sees it: with its recipient, and without what users have done with it. Fields that were not
 * given are left out.
 *
 * @param sender the user, or {@code key:} and the id of the API key; left out where it is not known
 * @param updatedAt when its text was last replaced
 */
@Schema(
        name = "SentNotification",
        requiredProperties = {"id", "type", "title", "message", "createdAt"})
@JsonInclude(JsonInclude.Include.NON_NULL)
record SentNotification(
        @Schema(examples = "42") long id,
        @Schema(examples = "26") @Nullable String userId,
        @Schema(enumeration = "organization") @Nullable String audience,
        @Schema(examples = "key:5f3a") @Nullable String sender,
        @Schema(examples = "invoice") String type,
        String title,
        String message,
        @Nullable String actionUrl,

        @Schema(format = "date-time", examples = "2025-12-27T04:58:41.000Z")
        String createdAt,

        @Schema(type = SchemaType.OBJECT, additionalProperties = Schema.True.class) @JsonRawValue @Nullable
        String data,

        @Schema(format = "date-time") @Nullable String expiresAt,
        @Nullable String collapseKey,
        @Schema(format = "date-time") @Nullable String updatedAt) {}
