package dev.carillon.publish;

import dev.carillon.problem.InvalidField;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The expiry of a notification. */
final class Expiry {

    // Four digits in UTC, the stored form: every JavaScript date parser reads them.
    private static final int LAST_YEAR = 9999;

    private Expiry() {}

    /** In whole milliseconds, like all times that clients get; null for never. */
    static @Nullable Instant parse(String text, Instant now) {
        if (text == null) {
            return null;
        }
        OffsetDateTime at;
        try {
            at = OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            throw new InvalidField("expiresAt", "must be an instant such as 2026-01-31T18:00:00Z");
        }
        if (at.withOffsetSameInstant(ZoneOffset.UTC).getYear() > LAST_YEAR
                || !at.toInstant().isAfter(now)) {
            throw new InvalidField("expiresAt", "must lie in the future, at the latest in the year " + LAST_YEAR);
        }
        return at.toInstant().truncatedTo(ChronoUnit.MILLIS);
    }
}
