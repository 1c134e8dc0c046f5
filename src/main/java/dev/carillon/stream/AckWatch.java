package dev.carillon.stream;

import dev.carillon.sse.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client that is to acknowledge does so. Watches the oldest delivery that was not known to be acknowledged
 * when it was made; acknowledgements arrive on any pod, so they are only looked up once one is overdue.
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
        if (position.epoch().equals(acknowledged.epoch()) && position.id() > acknowledged.id()) {
            acknowledged = position;
        }
        if (acknowledged.id() < pending) {
            return false;
        }
        pending = delivered > acknowledged.id() ? delivered : 0;
        pendingSince = nanoTime;
        return true;
    }

    /** Where the client began, while nobody else can know that it is waited for; null once it is registered. */
    @Nullable
    Cursor toRegister() {
        return registered ? null : acknowledged;
    }

    void onRegistered() {
        registered = true;
    }

    /** How far the client is known to have acknowledged. */
    Cursor acknowledged() {
        return acknowledged;
    }
}
