package dev.carillon.outbox;

import dev.carillon.notification.Committed;
import dev.carillon.tenancy.LogUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Moves everything that became visible since the last sweep. Not shared between threads.
 *
 * <p>The snapshot of a sweep's first page is where the next one begins, if nothing was left. So a row is read once, whatever
 * was deleted before it and however long its transaction was open. The next sweep reads again all that this one has left.
 *
 * <p>See docs/adr/0029-publish-from-a-transaction.md
 */
final class OutboxSweep {

    private static final Logger LOG = Logger.getLogger(OutboxSweep.class);

    private final Outbox outbox;
    private final Announcer announcer;
    private final OutboxMetrics metrics;
    private final int pageSize;
    private final Random random;
    private @Nullable String since;
    private @Nullable Instant serverStart;
    // Of the sweep that runs.
    private int left;
    private boolean waitedInVain;
    // Their later rows must not overtake the ones that were left, should they be free again by then.
    private final Set<String> locked = new HashSet<>();

    OutboxSweep(Outbox outbox, Announcer announcer, OutboxMetrics metrics, int pageSize, Random random) {
        this.outbox = outbox;
        this.announcer = announcer;
        this.metrics = metrics;
        this.pageSize = pageSize;
        this.random = random;
    }

    /** Begins with all rows again, after a failure or while another pod has relayed. */
    void forget() {
        since = null;
    }

    /** Returns how many rows it has read. */
    int run() {
        left = 0;
        waitedInVain = false;
        locked.clear();
        String begun = null;
        int read = 0;
        OutboxRow after = OutboxRow.START;
        OutboxPage page;
        do {
            page = outbox.page(since, after, pageSize);
            if (!page.serverStart().equals(serverStart)) {
                serverStart = page.serverStart();
                if (since != null || begun != null) {
                    // Another server's snapshot. Not even this page is right, and the one before may be there again.
                    since = null;
                    return 1;
                }
            }
            begun = begun == null ? page.snapshot() : begun;
            int leftBefore = left;
            if (!page.rows().isEmpty()) {
                move(page.rows());
                after = page.rows().get(page.rows().size() - 1);
                read += page.rows().size();
            }
            if (page.rows().size() == pageSize) {
                // A long sweep reports at its end only.
                outbox.relieve(pageSize - (left - leftBefore));
            }
        } while (page.rows().size() == pageSize);
        if (left > 0) {
            metrics.failed();
        } else {
            since = begun;
            metrics.upToDate();
        }
        return read;
    }

    /** How many rows the last sweep has left to the next one. */
    int left() {
        return left;
    }

    /** All organizations that are free at once, then the others one by one. */
    private void move(List<OutboxRow> rows) {
        Map<String, List<OutboxRow>> byOrganization = new LinkedHashMap<>();
        List<OutboxRow> free = new ArrayList<>(rows.size());
        for (OutboxRow row : rows) {
            if (locked.contains(row.organizationId())) {
                left++;
            } else {
                free.add(row);
                byOrganization
                        .computeIfAbsent(row.organizationId(), id -> new ArrayList<>())
                        .add(row);
            }
        }
        if (byOrganization.size() > 1) {
            try {
                announce(outbox.relay(free, false)).forEach(byOrganization::remove);
            } catch (LogUnavailable e) {
                rethrowIfNoOneRowIsAtFault(e);
            }
        }
        List<List<OutboxRow>> others = new ArrayList<>(byOrganization.values());
        // So that one which is locked for long does not keep the same others back each time.
        Collections.shuffle(others, random);
        others.forEach(this::moveOne);
    }

    /** Of one organization. Halves what fails until the row that is at fault is alone. */
    private void moveOne(List<OutboxRow> rows) {
        if (waitedInVain || locked.contains(rows.get(0).organizationId())) {
            leave(rows);
            return;
        }
        try {
            announce(outbox.relay(rows, true));
        } catch (LogUnavailable e) {
            rethrowIfNoOneRowIsAtFault(e);
            if (e.isLockTimeout()) {
                waitedInVain = true;
                leave(rows);
            } else if (e.isConflict()) {
                leave(rows);
            } else if (rows.size() > 1) {
                moveOne(rows.subList(0, rows.size() / 2));
                moveOne(rows.subList(rows.size() / 2, rows.size()));
            } else {
                giveUp(rows.get(0), e);
            }
        }
    }

    private void leave(List<OutboxRow> rows) {
        left += rows.size();
        locked.add(rows.get(0).organizationId());
    }

    private void giveUp(OutboxRow row, LogUnavailable e) {
        if (e.rejectsContent()) {
            outbox.bury(row, e.reason());
            metrics.dead();
            LOG.errorf(
                    "Published but cannot be stored, see table outbox_dead: organizationId=%s seq=%d reason=%s",
                    row.organizationId(), row.seq(), e.sqlState());
        } else {
            left++;
            LOG.warnf(
                    "Published but not stored, the next sweep tries again: organizationId=%s seq=%d reason=%s",
                    row.organizationId(), row.seq(), e.reason());
        }
    }

    private static void rethrowIfNoOneRowIsAtFault(LogUnavailable e) {
        if (!e.isLockTimeout() && !e.rejectsContent() && !e.isOfOneStatement()) {
            throw e;
        }
    }

    private List<String> announce(Map<String, Committed> moved) {
        moved.forEach((organizationId, committed) -> {
            metrics.relayed(committed.notifications().size());
            announcer.announce(organizationId, committed);
        });
        return List.copyOf(moved.keySet());
    }
}
