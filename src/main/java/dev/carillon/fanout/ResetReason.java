package dev.carillon.fanout;

import java.util.Locale;

/** Why a client cannot be continued from where it was, as it is told in the {@code reset} message. */
public enum ResetReason {
    /** The cursor is of another history: the database was restored, or a failover lost commits. */
    EPOCH,
    /** The cursor is beyond everything that was ever written in this history. */
    AHEAD,
    /** The position is not a cursor at all. */
    MALFORMED,
    /** What came after the cursor has been deleted by retention. */
    EXPIRED;

    /** As on the wire and in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
