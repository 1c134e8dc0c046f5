package dev.carillon.check;

import java.time.Duration;
import java.time.Instant;

/** The difference between a store's clock and ours. */
final class Clocks {

    // Times that users see are then wrong by as much.
    private static final Duration NOTABLE = Duration.ofSeconds(1);
    // Expiry, tickets and the age of bus messages (carillon.bus.max-age) go wrong.
    private static final Duration TOO_MUCH = Duration.ofSeconds(15);

    private Clocks() {}

    /** @param theirs read between {@code before} and {@code after}, so that half of the time between is added to the doubt */
    static Finding compare(String subject, Instant before, Instant theirs, Instant after) {
        Duration doubt = Duration.between(before, after).dividedBy(2);
        Duration difference = Duration.between(before.plus(doubt), theirs);
        String text = "differs from this machine's by " + difference.toMillis() + " ms (± " + doubt.toMillis() + ")";
        Duration certain = difference.abs().minus(doubt);
        if (certain.compareTo(TOO_MUCH) > 0) {
            return Finding.failure(subject, text);
        }
        return certain.compareTo(NOTABLE) > 0 ? Finding.warning(subject, text) : Finding.ok(subject, text);
    }
}
