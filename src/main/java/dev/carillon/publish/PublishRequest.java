package dev.carillon.publish;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.carillon.notification.OpaqueId;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a create.
 *
 * @param userId whom it is for; a JSON number is taken as its decimal digits. Without it, and without an audience, the
 *     caller
 * @param audience {@code organization} for everyone of the caller's organization
 */
@Schema(name = "CreateNotification")
public record PublishRequest(
        @Schema(examples = "session_created")
        @NotNull(message = "is missing")
        @Pattern(regexp = "[A-Za-z0-9_.:-]{1,64}", message = "must be 1 to 64 of A-Z a-z 0-9 _ . : -")
        String type,

        @Schema(examples = "Nouvelle session réservée")
        @NotBlank(message = "is missing")
        @Size(max = 256, message = "must not be longer than 256 characters")
        String title,

        @Schema(examples = "Session enregistrée pour Studio A le 27/12/2025") @NotNull(message = "is missing")
        String message,

        @Schema(examples = "/sessions/123") @Size(max = 2048, message = "must not be longer than 2048 characters")
        String actionUrl,

        @Schema(examples = "26")
        @JsonDeserialize(using = UserIdDeserializer.class)
        @Pattern(regexp = OpaqueId.FORM, message = "must be 1 to 64 of A-Z a-z 0-9 _ . : @ -")
        String userId,

        @Schema(enumeration = "organization") @Pattern(regexp = "organization", message = "must be \"organization\"")
        String audience) {}
