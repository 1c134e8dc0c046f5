package dev.carillon.stream;

import java.util.Locale;

/** Every reason for which a stream is answered with retry and close; one name for message and metric. */
enum RejectReason {
    /** The pod is going away. */
    DRAIN,
    /** The pod holds as many streams as it may. */
    POD_FULL,
    /** More streams are opened per second than the pod admits. */
    BUSY;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
