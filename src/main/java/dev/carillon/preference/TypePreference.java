package dev.carillon.preference;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The wish of a user about types. A medium that is left out is as the organization has set it.
 *
 * @param type a type, or a beginning with a star
 */
@Schema(
        name = "TypePreference",
        requiredProperties = {"type"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TypePreference(
        @Schema(examples = "session_*")
        @NotNull(message = "is missing")
        @Pattern(
                regexp = TypePattern.FORM,
                message = "must be a type of 1 to 64 of A-Z a-z 0-9 _ . : -, with an optional * at its end, or *")
        String type,

        @Schema(examples = "false") @Nullable Boolean inApp,
        @Nullable Boolean push,
        @Nullable Boolean webhook) {

    TypePattern pattern() {
        return new TypePattern(type);
    }

    /** Whether these types come by this medium; null if nothing is said of it. */
    @Nullable
    Boolean says(Medium medium) {
        return switch (medium) {
            case IN_APP -> inApp;
            case PUSH -> push;
            case WEBHOOK -> webhook;
        };
    }
}
