package dev.carillon.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.carillon.handover.Handover;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A notification that is not shown yet. Fields that were not given are left out. */
@Schema(
        name = "ScheduledNotification",
        requiredProperties = {"scheduledId", "deliverAt", "type", "title", "message"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScheduledNotification(
        @Schema(examples = "1f0c6a9be2d4375a-1") String scheduledId,
        @Schema(format = "date-time") String deliverAt,
        @Schema(examples = "26") @Nullable String userId,
        @Schema(enumeration = "organization") @Nullable String audience,
        @Schema(examples = "session_reminder") String type,
        String title,
        String message,
        @Nullable String actionUrl,

        @Schema(type = SchemaType.OBJECT, additionalProperties = Schema.True.class) @JsonRawValue @Nullable
        String data,

        @Schema(format = "date-time") @Nullable String expiresAt,
        @Nullable String collapseKey,
        @Nullable Handover handover) {}
