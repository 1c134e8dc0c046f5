package dev.carillon.fanout;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory that the recent logs of a pod take together. A bound for each organization does not bound the pod:
 * 10,000 organizations with a megabyte each need more than any heap.
 *
 * <p>From any thread.
 */
public final class RecentLogBudget {

    // Bytes of the objects: a frame and its two forms, plain and compressed, without their content.
    private static final int OVERHEAD = 200;
    // An eighth of the bound is freed beyond the excess, because each search goes through all organizations.
    private static final int PORTION = 8;

    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean asked = new AtomicBoolean();

    public RecentLogBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Estimated bytes of a frame. Its content counts twice, because clients may want it compressed, too. */
    static long costOf(Frame frame) {
        return 2L * frame.bytes().length() + OVERHEAD;
    }

    /** True if memory has to be freed now. Only the first caller gets true, until {@link #madeFree}. */
    boolean take(long cost) {
        return bytes.addAndGet(cost) > maxBytes && asked.compareAndSet(false, true);
    }

    void giveBack(long cost) {
        bytes.addAndGet(-cost);
    }

    /** How many bytes to free. */
    public long excess() {
        return bytes.get() - maxBytes + maxBytes / PORTION;
    }

    /** The excess has been freed, as far as possible. */
    public void madeFree() {
        asked.set(false);
    }

    public long bytes() {
        return bytes.get();
    }
}
