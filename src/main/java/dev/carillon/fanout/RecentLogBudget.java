package dev.carillon.fanout;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the recent logs of all organizations of a pod take together. A bound for each organization alone is
 * none for the pod: 10,000 organizations that keep a megabyte each are more than any heap.
 *
 * <p>From any thread.
 */
public final class RecentLogBudget {

    // Of a frame and its bytes in both forms, beside what they hold.
    private static final int OVERHEAD = 200;
    // So much is made free at a time, as a part of the whole: looking for it costs as much as there are organizations.
    private static final int PORTION = 8;

    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean asked = new AtomicBoolean();

    public RecentLogBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** What a frame counts for: its bytes, and about as many again once somebody has wanted them compressed. */
    static long costOf(Frame frame) {
        return 2L * frame.bytes().length() + OVERHEAD;
    }

    /** True if something has to be made free now, for one of those who are told so at once. */
    boolean take(long cost) {
        return bytes.addAndGet(cost) > maxBytes && asked.compareAndSet(false, true);
    }

    void giveBack(long cost) {
        bytes.addAndGet(-cost);
    }

    /** How much is to be made free. */
    public long excess() {
        return bytes.get() - maxBytes + maxBytes / PORTION;
    }

    /** What was asked for has been made free, as far as it can be. */
    public void madeFree() {
        asked.set(false);
    }

    public long bytes() {
        return bytes.get();
    }
}
