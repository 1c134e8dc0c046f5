package dev.carillon.preference;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * When a user does not want to be disturbed: from a time of the day to another, which may be the next day's. Equal times
 * are a whole day.
 *
 * @param timeZone of the user, by its name in the IANA database
 * @param days on which quiet hours begin; all if it is left out or empty
 */
@Schema(
        name = "QuietHours",
        requiredProperties = {"timeZone", "from", "to"})
public record QuietHours(
        @Schema(examples = "Europe/Berlin")
        @NotNull(message = "is missing")
        @Size(min = 1, max = 64, message = "must have 1 to 64 characters")
        String timeZone,

        @Schema(examples = "22:00")
        @NotNull(message = "is missing")
        @Pattern(regexp = QuietHours.TIME, message = "must be a time from 00:00 to 23:59")
        String from,

        @Schema(examples = "07:00")
        @NotNull(message = "is missing")
        @Pattern(regexp = QuietHours.TIME, message = "must be a time from 00:00 to 23:59")
        String to,

        @Size(max = 7, message = "must not have more than 7 days")
        List<
                        @NotNull(message = "is missing")
                        @Pattern(
                                regexp = "monday|tuesday|wednesday|thursday|friday|saturday|sunday",
                                message = "must be the English name of a day in small letters")
                        String>
                days) {

    static final String TIME = "([01][0-9]|2[0-3]):[0-5][0-9]";

    public QuietHours {
        days = days == null ? List.of() : days;
    }

    /** Null if the time zone is unknown here. */
    static @Nullable ZoneId zone(String name) {
        try {
            // An offset is no time zone: it knows no summer.
            return name.equals("UTC") || name.contains("/") ? ZoneId.of(name) : null;
        } catch (DateTimeException unknown) {
            return null;
        }
    }

    /** Empty if the time zone is unknown here: the pod that has taken it may have newer rules. */
    public Optional<QuietSchedule> schedule() {
        Set<DayOfWeek> begins = EnumSet.noneOf(DayOfWeek.class);
        days.forEach(day -> begins.add(DayOfWeek.valueOf(day.toUpperCase(Locale.ROOT))));
        return Optional.ofNullable(zone(timeZone))
                .map(zone -> new QuietSchedule(
                        zone,
                        LocalTime.parse(from),
                        LocalTime.parse(to),
                        begins.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : begins));
    }
}
