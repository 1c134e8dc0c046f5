package dev.carillon.stream;

import java.util.Locale;

/** Why a stream is answered with retry and close; message and metric use the same names. */
enum RejectReason {
    /** The pod is draining. */
    DRAIN,
    /** The pod has reached its maximum of streams, or of memory for their users' preferences. */
    POD_FULL,
    /** The pod has reached its maximum of opens per second. */
    BUSY,
    /** The database cannot be reached, or who is calling cannot be verified. */
    UNAVAILABLE;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
