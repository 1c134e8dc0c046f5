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
 * Loads pages of one organization for clients that are further behind than the recent log: each page once, however many channel shards and clients want it. Owned by the channel's loop.
 */
final class PageLoader {

    // Long enough for clients that reconnect one after the other, short enough that old pages do not fill the heap.
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

    /** Called if the database turns out to hold another history than the log that the page is for. */
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

    /** Calls the reader when the page that holds {@code id} is loaded; never, if {@code from} has been replaced. */
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
