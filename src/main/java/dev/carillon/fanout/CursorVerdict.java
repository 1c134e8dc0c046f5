package dev.carillon.fanout;

/** The database's answer about a cursor. */
public enum CursorVerdict {
    /** Its notification is in the log. */
    VALID,
    /** Another notification has its id, or none has got that far: the history forked at or before it. */
    FORKED,
    /** Retention has dropped its notification, and with it the proof. */
    EXPIRED
}
