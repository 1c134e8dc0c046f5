package dev.carillon.publish;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.handover.Handover;
import dev.carillon.tenancy.OpaqueId;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a create request.
 *
 * @param userId the recipient; a JSON number is read as its decimal digits. The caller if no recipient is given
 * @param audience {@code organization} for everyone in the caller's organization
 * @param userIds one notification for each of these users, all in one transaction; empty as if left out
 * @param data a free JSON object that is passed on to the clients
 * @param expiresAt an instant in the future, from which it is in no inbox
 * @param deliverAt an instant in the future, before which it is shown to nobody; null for at once
 * @param collapseKey replaces an older unread notification with this key and the same recipient
 * @param handover when it is handed over if it was not seen, in place of the rules
 */
@Schema(name = "CreateNotification")
public record PublishRequest(
        @Schema(examples = "session_created")
        @NotNull(message = "is missing")
        @Pattern(regexp = "[A-Za-z0-9_.:-]{1,64}", message = "must be 1 to 64 of A-Z a-z 0-9 _ . : -")
        String type,

        @Schema(examples = "Nouvelle session réservée")
        @NotBlank(message = "is missing")
        @Size(min = 1, max = 256, message = "must not be longer than 256 characters")
        String title,

        @Schema(examples = "Session enregistrée pour Studio A le 27/12/2025", maxLength = DEFAULT_MAX_MESSAGE)
        @NotNull(message = "is missing")
        String message,

        @Schema(examples = "/sessions/123", pattern = ActionUrl.FORM)
        @Size(max = 2048, message = "must not be longer than 2048 characters")
        String actionUrl,

        @Schema(examples = "26")
        @JsonDeserialize(using = UserIdDeserializer.class)
        @Pattern(regexp = OpaqueId.FORM, message = "must be 1 to 64 of A-Z a-z 0-9 _ . : @ -")
        String userId,

        @Schema(enumeration = "organization") @Pattern(regexp = "organization", message = "must be \"organization\"")
        String audience,

        @JsonDeserialize(contentUsing = UserIdDeserializer.class)
        @Size(max = MAX_AT_ONCE, message = "must be 1 to 1000 users")
        List<
                        @NotNull(message = "is missing")
                        @Pattern(regexp = OpaqueId.FORM, message = "must be 1 to 64 of A-Z a-z 0-9 _ . : @ -") String>
                userIds,

        @Schema(
                implementation = Object.class,
                type = SchemaType.OBJECT,
                additionalProperties = Schema.True.class,
                examples = "{\"room\":\"Studio A\"}")
        ObjectNode data,

        @Schema(format = "date-time", examples = "2030-12-27T18:00:00.000Z")
        @Size(max = 64, message = "must not be longer than 64 characters")
        String expiresAt,

        @Schema(format = "date-time", examples = "2030-12-27T18:00:00.000Z")
        @Size(max = 64, message = "must not be longer than 64 characters")
        String deliverAt,

        @Schema(examples = "upload:7")
        @Pattern(regexp = OpaqueId.FORM, message = "must be 1 to 64 of A-Z a-z 0-9 _ . : @ -")
        String collapseKey,

        Handover handover) {

    /** How many rows one request may write: with this many, the head stays locked for about 100 ms. */
    static final int MAX_AT_ONCE = 1000;

    // The default of carillon.publish.max-message-length, for the API's description.
    public static final int DEFAULT_MAX_MESSAGE = 16_384;

    /** Clients generated from the API's description begin with empty lists, and send them. */
    public PublishRequest {
        userIds = userIds == null || userIds.isEmpty() ? null : userIds;
    }
}
