package dev.carillon.publish;

import dev.carillon.problem.InvalidField;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The time from which a notification is shown. Whether it has passed is for the database to say: pods' clocks differ. */
final class DeliveryTime {

    static final String FIELD = "deliverAt";

    // Four digits: PostgreSQL and every JavaScript date parser read them alike.
    private static final int LAST_YEAR = 9999;

    private DeliveryTime() {}

    /** In whole milliseconds, rounded up, so that nothing is shown before its time. */
    static Instant parse(String field, String text) {
        try {
            OffsetDateTime at = OffsetDateTime.parse(text);
            int year = at.withOffsetSameInstant(ZoneOffset.UTC).getYear();
            if (year > 0 && year <= LAST_YEAR) {
                return at.toInstant().plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
            }
        } catch (DateTimeException e) {
            // Rejected below, like a year that is out of range.
        }
        throw new InvalidField(field, "must be an instant such as 2026-01-31T18:00:00Z");
    }
}
