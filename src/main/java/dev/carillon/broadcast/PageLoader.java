package dev.carillon.broadcast;

import dev.carillon.fanout.FramePage;
import dev.carillon.fanout.OrganizationLog;
import dev.carillon.fanout.RoomLog;
import dev.carillon.notification.LogPage;
import dev.carillon.socket.Loop;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Loads pages of one organization for clients that are further behind than the recent log: each page once, however
 * many rooms and clients want it. Owned by the channel's loop.
 */
final class PageLoader {

    // Long enough for a herd that trickles in, short enough that yesterday's pages do not fill the heap.
    private static final Duration PAGE_TTL = Duration.ofSeconds(10);

    private final String organizationId;
    private final Loop loop;
    private final ChannelContext context;
    private final NewHistory onNewHistory;
    private final Map<Long, Set<RoomLog.Reader>> waiting = new HashMap<>();
    // There before the first page is wanted.
    @SuppressWarnings("NullAway.Init")
    private OrganizationLog log;

    private long loads;

    /** The database turned out to hold another history than the log that was read for. */
    interface NewHistory {
        void begin(String epoch, long head);
    }

    PageLoader(String organizationId, Loop loop, ChannelContext context, NewHistory onNewHistory) {
        this.organizationId = organizationId;
        this.loop = loop;
        this.context = context;
        this.onNewHistory = onNewHistory;
    }

    void startOver(OrganizationLog newLog) {
        log = newLog;
        waiting.clear();
    }

    /** Tells the reader when the page that holds {@code id} is there; never, if its history is over. */
    void load(RoomLog.Reader reader, OrganizationLog from, long id) {
        if (from != log) {
            return;
        }
        if (log.page(id) != null) {
            reader.onPage(from, id);
            return;
        }
        long page = (id - 1) / context.config().pageSize();
        Set<RoomLog.Reader> readers = waiting.computeIfAbsent(page, p -> new LinkedHashSet<>());
        boolean first = readers.isEmpty();
        readers.add(reader);
        if (first) {
            read(from, page);
        }
    }

    private void read(OrganizationLog from, long page) {
        int size = context.config().pageSize();
        long headBefore = from.head();
        context.metrics().pageLoaded();
        context.reader()
                .page(organizationId, page * size, (page + 1) * size, size)
                .whenComplete((rows, failure) -> loop.execute(() -> {
                    if (from != log) {
                        return;
                    }
                    if (failure != null) {
                        loop.schedule(context.config().loadRetry(), () -> readAgain(from, page));
                    } else if (!rows.epoch().equals(from.epoch()) || rows.head() < headBefore) {
                        onNewHistory.begin(rows.epoch(), rows.head());
                    } else {
                        onLoaded(page, rows);
                    }
                }));
    }

    private void readAgain(OrganizationLog from, long page) {
        if (from == log) {
            read(from, page);
        }
    }

    private void onLoaded(long page, LogPage rows) {
        log.keep(FramePage.of(rows, context.clock().instant()), rows.prunedThrough());
        for (RoomLog.Reader reader : Objects.requireNonNull(waiting.remove(page))) {
            reader.onPage(log, rows.after() + 1);
        }
        long load = ++loads;
        loop.schedule(PAGE_TTL, () -> {
            if (load == loads && waiting.isEmpty()) {
                log.forgetPages();
            }
        });
    }
}
