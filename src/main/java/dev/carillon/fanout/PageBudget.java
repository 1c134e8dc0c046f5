package dev.carillon.fanout;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds the memory that the loaded pages of all organizations of a pod take together. The page that was loaded first goes
 * first, whosever it is. From any thread.
 */
public final class PageBudget {

    /** Has the pages. */
    interface Owner {

        /** From any thread: the page makes room for others. */
        void drop(long number, FramePage page);
    }

    private final long maxBytes;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private long bytes;

    public PageBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The newest page stays even if it is larger than the bound: clients are about to read it. */
    synchronized void keep(Owner owner, long number, FramePage page) {
        kept.addLast(new Kept(owner, number, page, page.cost()));
        bytes += page.cost();
        while (bytes > maxBytes && kept.size() > 1) {
            Kept oldest = kept.removeFirst();
            bytes -= oldest.cost();
            oldest.owner().drop(oldest.number(), oldest.page());
        }
    }

    /** The owner has dropped its pages. */
    synchronized void forget(Owner owner) {
        kept.removeIf(page -> {
            boolean gone = page.owner() == owner;
            bytes -= gone ? page.cost() : 0;
            return gone;
        });
    }

    public synchronized long bytes() {
        return bytes;
    }

    private record Kept(Owner owner, long number, FramePage page, long cost) {}
}
