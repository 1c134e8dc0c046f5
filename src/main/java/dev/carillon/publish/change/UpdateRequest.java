package dev.carillon.publish.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.publish.ActionUrl;
import dev.carillon.publish.PublishRequest;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The new text of a notification, as a whole: a field that is left out is gone. Type, recipient, collapse key, expiry and the time of
 * creation stay as they are.
 */
@Schema(name = "UpdateNotification")
public record UpdateRequest(
        @Schema(examples = "Session moved")
        @NotBlank(message = "is missing")
        @Size(min = 1, max = 256, message = "must not be longer than 256 characters")
        String title,

        @Schema(examples = "Studio B, not Studio A", maxLength = PublishRequest.DEFAULT_MAX_MESSAGE)
        @NotNull(message = "is missing")
        String message,

        @Schema(examples = "/sessions/123", pattern = ActionUrl.FORM)
        @Size(max = 2048, message = "must not be longer than 2048 characters")
        String actionUrl,

        @Schema(
                implementation = Object.class,
                type = SchemaType.OBJECT,
                additionalProperties = Schema.True.class,
                examples = "{\"room\":\"Studio B\"}")
        ObjectNode data) {}
