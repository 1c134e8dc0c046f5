package dev.carillon.fanout;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A pod's part of one organization's log, in one epoch: the recent log, loaded pages, and the head. The channel's loop
 * appends, every event loop reads. A new history is a new object: an event loop that does not know of it yet goes on
 * reading the old one, and cannot mistake a new frame for an old one.
 */
public final class OrganizationLog {

    private final String epoch;
    private final RecentLog recent;
    private final int maxPages;
    private volatile long head;
    private volatile long appendedAt;
    private volatile long prunedThrough;
    private volatile FramePage[] pages = {};
    private final Deque<FramePage> pagesByAge = new ArrayDeque<>();

    /** @param maxPages how many loaded pages are kept at most; the oldest goes first */
    public OrganizationLog(String epoch, long head, RecentLog recent, int maxPages) {
        this.epoch = epoch;
        this.head = head;
        this.recent = recent;
        this.maxPages = maxPages;
    }

    public String epoch() {
        return epoch;
    }

    /** The newest id that this pod has. Any thread; a thread that has read it sees the frames up to it. */
    public long head() {
        return head;
    }

    /** Channel's loop only. As {@link RecentLog#append}. */
    public boolean append(Frame frame, long now) {
        boolean full = recent.append(frame);
        head = frame.id();
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

    /** The frame with this id; null if the recent log does not have it. Any thread. */
    public @Nullable Frame recent(long id) {
        return recent.find(id);
    }

    /** The page that holds {@code id}, or null. Any thread. */
    public @Nullable FramePage page(long id) {
        for (FramePage page : pages) {
            if (page.holds(id)) {
                return page;
            }
        }
        return null;
    }

    /**
     * Whether retention has deleted this id, as far as this pod knows. Any thread, and every reader has to ask: a page that
     * was loaded for another reader does not show what is missing from it.
     */
    boolean isPruned(long id) {
        return id <= prunedThrough && recent.find(id) == null;
    }

    /**
     * Channel's loop only.
     *
     * @param pruned the newest id that retention had deleted when the page was read
     */
    public void keep(FramePage page, long pruned) {
        // First: a reader that sees the page has to see this, too.
        prunedThrough = Math.max(prunedThrough, pruned);
        pagesByAge.addLast(page);
        if (pagesByAge.size() > maxPages) {
            pagesByAge.removeFirst();
        }
        pages = pagesByAge.toArray(FramePage[]::new);
    }

    /** Channel's loop only. */
    public void forgetPages() {
        pagesByAge.clear();
        pages = new FramePage[0];
    }
}
