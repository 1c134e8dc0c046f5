package dev.carillon.preference;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A user's new preferences, as a whole.
 *
 * @param version the version that the change was made from; 0 if there were none
 */
@Schema(
        name = "SetPreferences",
        requiredProperties = {"version", "types"})
public record PreferencesChange(
        @Schema(examples = "3") @NotNull(message = "is missing") @PositiveOrZero(message = "must not be negative")
        Long version,

        @NotNull(message = "is missing")
        @Size(max = PreferencesChange.MAX_TYPES, message = "must not have more than 100 types")
        List<@Valid @NotNull(message = "is missing") TypePreference> types,

        @Valid @Nullable QuietHours quietHours) {

    /** More than a page can show with a switch for each. */
    static final int MAX_TYPES = 100;
}
