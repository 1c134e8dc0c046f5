package dev.carillon.bus;

import java.util.Locale;

/** Why a message from the bus was rejected. */
public enum BusRejection {
    /** Larger than {@code carillon.bus.max-message-bytes}. */
    OVERSIZED,
    /** No envelope. */
    MALFORMED,
    /** The envelope has an older or newer version. */
    VERSION,
    /** The MAC is missing although authentication is on. */
    UNSIGNED,
    /** The MAC was made with an unknown secret, for another channel or for another body. */
    FOREIGN,
    /** Older than {@code carillon.bus.max-age}, or as far in the future: a replay or a wrong clock. */
    STALE,
    /** Received a second time. */
    REPEATED,
    /** Authentic, but of a kind or form that this version does not know. */
    UNREADABLE,
    /** An answer beyond the number of answers that one question may have. */
    SURPLUS,
    /** Beyond the memory that received messages may take while they wait. */
    OVERFLOW,
    /** Authentic, but handling it threw an exception. */
    FAILED;

    /** For the metric. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
