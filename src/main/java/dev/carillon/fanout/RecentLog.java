package dev.carillon.fanout;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest frames of an organization, bounded by count and bytes, shared by all of the pod's event loops.
 *
 * <p>One thread appends, any thread reads. A reader asks by id and checks the frame that it finds. If an append
 * overwrites the slot at the same moment, the reader misses the frame and takes it from the database. It never sees a
 * wrong frame.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // One thread changes the sizes.
public final class RecentLog {

    // Most organizations of a pod are idle, so the ring grows only where there is something to keep.
    private static final int INITIAL_SIZE = 16;

    private final int maxSize;
    private final long maxBytes;
    private final RecentLogBudget budget;
    private volatile AtomicReferenceArray<Frame> ring = new AtomicReferenceArray<>(INITIAL_SIZE);
    private long bytes;
    private volatile long cost;
    private long oldest;
    private long newest;

    /**
     * @param head the first frame will be {@code head + 1}
     * @param maxEvents rounded up to a power of two, at least 16
     * @param budget shared by all recent logs of the pod
     */
    public RecentLog(long head, int maxEvents, long maxBytes, RecentLogBudget budget) {
        this.maxSize = Integer.highestOneBit(Math.max(INITIAL_SIZE, maxEvents) - 1) << 1;
        this.maxBytes = maxBytes;
        this.budget = budget;
        this.oldest = head + 1;
        this.newest = head;
    }

    /**
     * Appending thread only; ids follow each other without a gap.
     *
     * @return whether the recent logs of the pod now take too much memory, and the caller has to free some
     */
    boolean append(Frame frame) {
        if (frame.id() != newest + 1) {
            throw new IllegalStateException("Frame " + frame.id() + " does not follow " + newest);
        }
        if (newest - oldest + 1 == ring.length()) {
            makeRoom();
        }
        ring.setRelease(slot(ring, frame.id()), frame);
        newest = frame.id();
        bytes += frame.bytes().length();
        cost += RecentLogBudget.costOf(frame);
        // The newest frame stays even if it is larger than the bound: live clients are about to read it.
        while (bytes > maxBytes && oldest < newest) {
            dropOldest();
        }
        return budget.take(RecentLogBudget.costOf(frame));
    }

    /** Appending thread only. Drops everything; readers that come later use the database. */
    void clear() {
        while (oldest <= newest) {
            dropOldest();
        }
        ring = new AtomicReferenceArray<>(INITIAL_SIZE);
    }

    /** Appending thread only. Takes the text out of all frames about this notification. Only the database has the present one. */
    void outdate(long notification) {
        for (long id = oldest; id <= newest; id++) {
            Frame frame = ring.getPlain(slot(ring, id));
            if (frame.isAbout(notification) && !frame.isOutdated()) {
                Frame outdated = frame.outdated();
                ring.setRelease(slot(ring, id), outdated);
                long freed = RecentLogBudget.costOf(frame) - RecentLogBudget.costOf(outdated);
                bytes -= frame.bytes().length();
                cost -= freed;
                budget.giveBack(freed);
            }
        }
    }

    /** About how many bytes clearing it frees. Any thread. */
    long cost() {
        return cost;
    }

    /** Null if the frame is not, or no longer, in the log. Any thread. */
    @Nullable
    Frame find(long id) {
        AtomicReferenceArray<Frame> current = ring;
        Frame frame = current.getAcquire(slot(current, id));
        return frame != null && frame.id() == id ? frame : null;
    }

    private void makeRoom() {
        if (ring.length() == maxSize) {
            dropOldest();
            return;
        }
        AtomicReferenceArray<Frame> larger = new AtomicReferenceArray<>(ring.length() * 2);
        for (long id = oldest; id <= newest; id++) {
            larger.setPlain(slot(larger, id), ring.getPlain(slot(ring, id)));
        }
        ring = larger;
    }

    private void dropOldest() {
        Frame dropped = ring.getAndSet(slot(ring, oldest), null);
        bytes -= dropped.bytes().length();
        cost -= RecentLogBudget.costOf(dropped);
        budget.giveBack(RecentLogBudget.costOf(dropped));
        oldest++;
    }

    private static int slot(AtomicReferenceArray<Frame> ring, long id) {
        return (int) id & (ring.length() - 1);
    }
}
