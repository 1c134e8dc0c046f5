package dev.carillon.preference;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The preferences of a user, and the settings of the organization for everybody.
 *
 * @param version rises with each change by the user; 0 if the user has never said anything
 * @param quietPeriods the quiet hours of the next days, the present ones included
 */
@Schema(
        name = "UserPreferences",
        requiredProperties = {"version", "types", "quietHours", "quietPeriods", "defaults"})
public record UserPreferences(
        @Schema(examples = "3") long version,
        List<TypePreference> types,
        @Schema(nullable = true) @Nullable QuietHours quietHours,
        List<QuietPeriod> quietPeriods,
        List<TypeDefault> defaults) {

    public UserPreferences {
        types = List.copyOf(types);
        quietPeriods = List.copyOf(quietPeriods);
        defaults = List.copyOf(defaults);
    }

    /** From its start until its end, so that nobody else needs to know when clocks are changed. */
    @Schema(
            name = "QuietPeriod",
            requiredProperties = {"start", "end"})
    public record QuietPeriod(
            @Schema(format = "date-time", examples = "2026-10-24T20:00:00.000Z")
            String start,

            @Schema(format = "date-time", examples = "2026-10-25T06:00:00.000Z")
            String end) {}

    /** The rules that decide about each type. */
    public Preferences effective() {
        return Preferences.of(types, defaults, quietHours);
    }
}
