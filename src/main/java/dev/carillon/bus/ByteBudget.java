package dev.carillon.bus;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds how many bytes several queues hold together. From any thread. */
public final class ByteBudget {

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    /** @param most bytes */
    public ByteBudget(long most) {
        this.most = most;
    }

    /** Takes all of these bytes, or none: false if they are too many now. Each success needs one {@link #giveBack}. */
    public boolean take(long bytes) {
        // Reserved first, so that concurrent callers cannot all find the last free bytes.
        if (taken.addAndGet(bytes) > most) {
            taken.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    public void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    /** Bytes that the queues hold now. */
    public long taken() {
        return taken.get();
    }
}
