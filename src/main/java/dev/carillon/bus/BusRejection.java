package dev.carillon.bus;

import java.util.Locale;

/** Why something that came over the bus was skipped. */
public enum BusRejection {
    /** Larger than {@code carillon.bus.max-message-bytes}. */
    OVERSIZED,
    /** No envelope at all. */
    MALFORMED,
    /** The envelope of an older or a newer version. */
    VERSION,
    /** Without a MAC, where one is demanded. */
    UNSIGNED,
    /** Its MAC is by none of our secrets, or was made for another channel or another content. */
    FOREIGN,
    /** Made longer ago than {@code carillon.bus.max-age}, or as far ahead: a replay, or a clock that is wrong. */
    STALE,
    /** Came a second time. */
    REPEATED,
    /** Ours, but of a kind or a form that this version does not know. */
    UNREADABLE,
    /** An answer to a question that has had more answers than there are pods. */
    SURPLUS,
    /** Ours, and some part of this pod failed with it. */
    FAILED;

    /** For the metric. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
