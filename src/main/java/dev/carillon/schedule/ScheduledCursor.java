package dev.carillon.schedule;

import dev.carillon.problem.InvalidField;
import java.time.Instant;

/** A place in the list of scheduled notifications. It stays valid if the notification there is canceled. */
record ScheduledCursor(Instant at, ScheduledId id) {

    static final ScheduledCursor START = new ScheduledCursor(Instant.EPOCH, new ScheduledId(0, 0));

    // Up to the year 9999.
    private static final String FORM = "[0-9]{1,15}-" + ScheduledId.FORM;

    /** From the query parameter {@code after}; the start if it is missing. */
    static ScheduledCursor parse(String text) {
        if (text == null) {
            return START;
        }
        if (!text.matches(FORM)) {
            throw new InvalidField("after", "must be nextAfter of the page before");
        }
        int dash = text.indexOf('-');
        return new ScheduledCursor(
                Instant.ofEpochMilli(Long.parseLong(text.substring(0, dash))),
                ScheduledId.parse(text.substring(dash + 1)).orElseThrow());
    }

    @Override
    public String toString() {
        return at.toEpochMilli() + "-" + id;
    }
}
