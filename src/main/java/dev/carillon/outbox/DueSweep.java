package dev.carillon.outbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Moves scheduled notifications that are due to the outbox, from where they are relayed like all others. Not shared between
 * threads.
 *
 * <p>It reads by the due time, from a mark on. Rows before the mark were moved by an earlier pass, or were not committed
 * then: their transactions are known by the snapshot of that pass, and are looked at once they have ended.
 *
 * <p>See docs/adr/0032-scheduled-by-due-time.md
 */
final class DueSweep {

    private final Outbox outbox;
    private final OutboxMetrics metrics;
    private final Runnable relay;
    private final int pageSize;
    private DueMark mark = DueMark.START;
    private @Nullable String since;
    private @Nullable Instant serverStart;

    /** @param relay empties the outbox after each page, so that many which are due together do not fill it */
    DueSweep(Outbox outbox, OutboxMetrics metrics, Runnable relay, int pageSize) {
        this.outbox = outbox;
        this.metrics = metrics;
        this.relay = relay;
        this.pageSize = pageSize;
    }

    /** Begins with all that are due again, after a failure or while another pod has relayed. */
    void forget() {
        mark = DueMark.START;
        since = null;
    }

    /** Returns how many were due. */
    int run() {
        DueMark after = mark;
        DuePage first = null;
        int found = 0;
        DuePage page;
        do {
            page = outbox.moveDue(since, after, pageSize);
            if (!page.serverStart().equals(serverStart)) {
                serverStart = page.serverStart();
                if (since != null || first != null) {
                    // Another server's snapshot. The rows that were moved were due, but there may be more.
                    forget();
                    relay.run();
                    return 1;
                }
            }
            first = first == null ? page : first;
            after = page.last();
            found += page.found();
            if (page.found() > 0) {
                metrics.due(page.found());
                relay.run();
            }
        } while (page.found() == pageSize);
        since = first.snapshot();
        mark = first.mark();
        return found;
    }
}
