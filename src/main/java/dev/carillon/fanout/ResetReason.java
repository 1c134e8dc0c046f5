package dev.carillon.fanout;

import java.util.Locale;

/** Why a client's cursor cannot be continued, as the {@code reset} message says. */
public enum ResetReason {
    /** The cursor's notification is not in the history: the database was restored, or a failover lost commits. */
    FORKED,
    /** The client sent something that is not a cursor. */
    MALFORMED,
    /** Retention has deleted notifications after the cursor. */
    EXPIRED;

    /** As on the wire and in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
