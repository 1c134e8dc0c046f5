package dev.carillon.preference;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The setting of an organization for types. A medium that is left out is on.
 *
 * @param type a type, or a beginning with a star
 * @param label for users, in place of the type
 * @param required whether users may change nothing of it
 */
@Schema(
        name = "TypeDefault",
        requiredProperties = {"type"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TypeDefault(
        @Schema(examples = "session_*")
        @NotNull(message = "is missing")
        @Pattern(
                regexp = TypePattern.FORM,
                message = "must be a type of 1 to 64 of A-Z a-z 0-9 _ . : -, with an optional * at its end, or *")
        String type,

        @Schema(examples = "Sessions") @Size(min = 1, max = 100, message = "must have 1 to 100 characters") @Nullable
        String label,

        @Nullable Boolean inApp,
        @Nullable Boolean push,
        @Nullable Boolean webhook,
        @Nullable Boolean required) {

    boolean isRequired() {
        return Boolean.TRUE.equals(required);
    }

    /** The same without the fields that only the organization may set. */
    TypePreference preference() {
        return new TypePreference(type, inApp, push, webhook);
    }
}
