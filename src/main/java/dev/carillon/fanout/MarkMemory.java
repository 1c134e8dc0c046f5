package dev.carillon.fanout;

import dev.carillon.sse.Cursor;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * The marks of an organization's newest notifications. They stay when the recent log is cleared, because they tell a
 * message that came twice from one of another history, and prove a returning client's cursor without the database.
 *
 * <p>One thread adds, any thread reads.
 */
final class MarkMemory {

    // A power of two. A kilobyte for each organization that gets anything, and so 10 MB for 10,000 of them.
    private static final int SIZE = 256;

    private final Cursor start;
    private volatile @Nullable AtomicIntegerArray marks;
    private volatile long oldest;
    private volatile long newest;

    MarkMemory(Cursor start) {
        this.start = start;
        this.oldest = start.id() + 1;
        this.newest = start.id();
    }

    /** Adding thread only; ids follow each other without a gap. */
    void add(Cursor next) {
        AtomicIntegerArray ring = marks;
        if (ring == null) {
            ring = new AtomicIntegerArray(SIZE);
            marks = ring;
        }
        // Before the slot changes: a reader that finds the new mark then sees that its own id is gone.
        oldest = Math.max(start.id() + 1, next.id() - SIZE + 1);
        ring.set(slot(next.id()), next.mark());
        newest = next.id();
    }

    /** Null if it is not known here. */
    @Nullable
    Integer markAt(long id) {
        if (id == start.id()) {
            return start.mark();
        }
        AtomicIntegerArray ring = marks;
        if (ring == null || id > newest || id < oldest) {
            return null;
        }
        int mark = ring.get(slot(id));
        return id < oldest ? null : mark;
    }

    private static int slot(long id) {
        return (int) id & (SIZE - 1);
    }
}
