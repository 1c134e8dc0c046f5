package dev.carillon.fanout;

import dev.carillon.sse.Cursor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A pod's part of one organization's log, in one history: the recent log, loaded pages, and the head. The channel's loop
 * appends, every event loop reads. After a fork the new history is a new object: an event loop that does not know of it
 * yet goes on reading the old one, and cannot mistake a new frame for an old one.
 */
public final class OrganizationLog implements PageBudget.Owner {

    // A loaded page is compared with that many changes; after more it counts as outdated.
    private static final int CHANGES = 64;

    private final RecentLog recent;
    private final MarkMemory marks;
    private final int pageSize;
    private final PageBudget budget;
    private final Map<Long, FramePage> pages = new ConcurrentHashMap<>(1);
    private volatile Cursor head;
    private volatile long appendedAt;
    private volatile long prunedThrough;
    private volatile long changes;
    private volatile @Nullable AtomicLongArray changed;

    /** @param pageSize how many ids a page holds */
    public OrganizationLog(Cursor head, RecentLog recent, int pageSize, PageBudget budget) {
        this.head = head;
        this.recent = recent;
        this.marks = new MarkMemory(head);
        this.pageSize = pageSize;
        this.budget = budget;
    }

    /** The newest notification that this pod has. Any thread; a thread that has read it sees the frames up to it. */
    public Cursor head() {
        return head;
    }

    /** Channel's loop only; the frame follows the head. As {@link RecentLog#append}. */
    public boolean append(Frame frame, long now) {
        if (frame.before() != head.mark()) {
            throw new IllegalStateException("Frame " + frame.cursor() + " does not follow " + head);
        }
        boolean full = recent.append(frame);
        Cursor cursor = frame.cursor();
        marks.add(cursor);
        head = cursor;
        appendedAt = now;
        return full;
    }

    /** When something was last appended, by the clock of the channel's loop. Any thread. */
    public long appendedAt() {
        return appendedAt;
    }

    /** About how much memory {@link #clear} makes free. Any thread. */
    public long cost() {
        return recent.cost();
    }

    /** Channel's loop only. Clients that are behind are then pumped from the database. */
    public void clear() {
        recent.clear();
    }

    /**
     * Channel's loop only, before the entry is appended: no text of this notification that is in memory is shown again.
     *
     * <p>See docs/adr/0035-text-in-one-place.md
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread changes it.
    public void outdate(long notification) {
        AtomicLongArray ring = changed;
        if (ring == null) {
            ring = new AtomicLongArray(CHANGES);
            changed = ring;
        }
        ring.set((int) (changes % CHANGES), notification);
        changes++;
        recent.outdate(notification);
        if (pages.values().stream().anyMatch(page -> page.isAbout(notification))) {
            forgetPages();
        }
    }

    /**
     * Channel's loop only, before the entry is appended: a user was erased, who may be in any text that is in memory, or is
     * being read.
     *
     * <p>See docs/adr/0037-erasing-goes-through-the-log-once.md
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread changes it.
    public void outdateEverything() {
        if (changed == null) {
            changed = new AtomicLongArray(CHANGES);
        }
        // A reader that has begun before this has missed more changes than the ring holds.
        changes += CHANGES + 1;
        recent.clear();
        forgetPages();
    }

    /** How many recalls and updates this pod has seen, to be asked before something is read. Any thread. */
    public long changes() {
        return changes;
    }

    /** Whether a change since then is about a notification that passes the test. Any thread. */
    public boolean isOutdated(long since, LongPredicate isAbout) {
        long now = changes;
        AtomicLongArray ring = changed;
        if (now == since || ring == null) {
            return false;
        }
        for (long change = since; change < now; change++) {
            if (now - since > CHANGES || isAbout.test(ring.get((int) (change % CHANGES)))) {
                return true;
            }
        }
        return changes - since > CHANGES;
    }

    /** The frame with this id; null if the recent log does not have it, or not its present text. Any thread. */
    public @Nullable Frame recent(long id) {
        Frame frame = recent.find(id);
        return frame == null || frame.isOutdated() ? null : frame;
    }

    /** The mark of the notification with this id; null if it is not known here. Any thread. */
    public @Nullable Integer markAt(long id) {
        Integer mark = marks.markAt(id);
        if (mark != null) {
            return mark;
        }
        Frame frame = recent.find(id);
        if (frame != null) {
            return frame.mark();
        }
        Frame next = recent.find(id + 1);
        return next == null ? null : (Integer) next.before();
    }

    /** Whether memory shows that the cursor is in this history; only the database shows that it is not. Any thread. */
    boolean proves(Cursor cursor) {
        Integer mark = markAt(cursor.id());
        return cursor.id() == 0 || (mark != null && mark == cursor.mark());
    }

    /** The page that holds {@code id}, or null. Any thread. */
    public @Nullable FramePage page(long id) {
        FramePage page = pages.get(pageOf(id));
        return page != null && page.holds(id) ? page : null;
    }

    /** The number of the page that an id is on. Pages begin at fixed ids, so that all clients share them. */
    public long pageOf(long id) {
        return (id - 1) / pageSize;
    }

    /**
     * Whether retention has dropped this id, as far as this pod knows. Any thread, and every reader has to ask: a page that
     * was loaded for another reader does not show what is missing from it.
     */
    boolean isPruned(long id) {
        return id <= prunedThrough && recent.find(id) == null;
    }

    /**
     * Channel's loop only.
     *
     * @param pruned the newest id that retention had dropped when the page was read
     */
    public void keep(long number, FramePage page, long pruned) {
        // First: a reader that sees the page has to see this, too.
        pruned(pruned);
        pages.put(number, page);
        budget.keep(this, number, page);
    }

    /** Channel's loop only: retention has dropped this id and all before. */
    public void pruned(long through) {
        prunedThrough = Math.max(prunedThrough, through);
    }

    @Override
    public void drop(long number, FramePage page) {
        pages.remove(number, page);
    }

    /** Channel's loop only. */
    public void forgetPages() {
        pages.clear();
        budget.forget(this);
    }
}
