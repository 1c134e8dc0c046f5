package dev.carillon.preference;

/** A way by which a notification reaches a user. */
public enum Medium {
    /** Streams, polls, lists and counts. */
    IN_APP,
    /** Push messages to a browser or phone. */
    PUSH,
    /** Calls of the organization's endpoints. */
    WEBHOOK
}
