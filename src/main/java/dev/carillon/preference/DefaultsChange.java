package dev.carillon.preference;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The settings of an organization for its users, as a whole.
 *
 * @param version the version that the change was made from; 0 if there was none
 */
@Schema(
        name = "SetDefaultPreferences",
        requiredProperties = {"version", "types"})
public record DefaultsChange(
        @Schema(examples = "1") @NotNull(message = "is missing") @PositiveOrZero(message = "must not be negative")
        Long version,

        @NotNull(message = "is missing")
        @Size(max = PreferencesChange.MAX_TYPES, message = "must not have more than 100 types")
        List<@Valid @NotNull(message = "is missing") TypeDefault> types) {}
