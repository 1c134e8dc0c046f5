package dev.carillon.stream;

import dev.carillon.sse.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a client acknowledges. Watches the oldest delivery that was not known to be acknowledged when it was
 * made. Acknowledgements arrive on any pod, so they are looked up only when one is overdue.
 *
 * <p>See docs/adr/0008-ack-timeout-moves-the-cursor.md
 */
final class AckWatch {

    // From the beginning of the stream, before anything is delivered.
    @SuppressWarnings("NullAway.Init")
    private Cursor acknowledged;

    private long delivered;
    private long pending;
    private long pendingSince;
    private boolean registered;

    void startFrom(Cursor position) {
        acknowledged = position;
        delivered = position.id();
        pending = 0;
    }

    void onDelivered(long id, long nanoTime) {
        delivered = id;
        if (pending == 0) {
            pending = id;
            pendingSince = nanoTime;
        }
    }

    boolean isOverdue(long nanoTime, long timeoutNanos) {
        return pending != 0 && nanoTime - pendingSince >= timeoutNanos;
    }

    /** True if the overdue delivery was acknowledged; the next one is watched from now on. */
    boolean onLookedUp(Cursor position, long nanoTime) {
        if (position.id() > acknowledged.id()) {
            acknowledged = position;
        }
        if (acknowledged.id() < pending) {
            return false;
        }
        pending = delivered > acknowledged.id() ? delivered : 0;
        pendingSince = nanoTime;
        return true;
    }

    /** The cursor at which the client began, until it is registered for other pods to see; null afterward. */
    @Nullable
    Cursor toRegister() {
        return registered ? null : acknowledged;
    }

    void onRegistered() {
        registered = true;
    }

    /** The newest acknowledgement of the client that is known here. */
    Cursor acknowledged() {
        return acknowledged;
    }
}
