package dev.carillon.broadcast;

import dev.carillon.fanout.FramePage;
import dev.carillon.fanout.OrganizationLog;
import dev.carillon.fanout.RoomLog;
import dev.carillon.notification.LogPage;
import dev.carillon.notification.LogPosition;
import dev.carillon.socket.Loop;
import dev.carillon.sse.Cursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Loads pages of one organization for clients that are further behind than the recent log: each page once, however many
 * channel shards and clients want it. Owned by the channel's loop.
 */
final class PageLoader {

    // Long enough for clients that reconnect one after the other, short enough that old pages do not fill the heap.
    private static final Duration PAGE_TTL = Duration.ofSeconds(10);

    private final String organizationId;
    private final Loop loop;
    private final ChannelContext context;
    private final Runnable onMismatch;
    private final Map<Long, Set<RoomLog.Reader>> waiting = new HashMap<>();
    // There before the first page is wanted.
    @SuppressWarnings("NullAway.Init")
    private OrganizationLog log;

    private long loads;

    /** @param onMismatch called if the database holds another history than the log that the page is for */
    PageLoader(String organizationId, Loop loop, ChannelContext context, Runnable onMismatch) {
        this.organizationId = organizationId;
        this.loop = loop;
        this.context = context;
        this.onMismatch = onMismatch;
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
        long page = log.pageOf(id);
        Set<RoomLog.Reader> readers = waiting.computeIfAbsent(page, p -> new LinkedHashSet<>());
        boolean first = readers.isEmpty();
        readers.add(reader);
        if (first) {
            read(from, page);
        }
    }

    private void read(OrganizationLog from, long page) {
        int size = context.config().pageSize();
        long after = page * size;
        // Before the read, because the page may lack entries that are appended meanwhile.
        Cursor head = from.head();
        long changes = from.changes();
        context.metrics().pageLoaded();
        LogReader reader = context.reader();
        reader.page(organizationId, Math.max(0, after - 1), after + size, size + 1)
                .thenCompose(rows -> Proof.of(rows, from, head, Cursor.START, reader, organizationId))
                .whenComplete((proof, failure) -> loop.execute(() -> {
                    if (from != log) {
                        return;
                    }
                    if (failure != null) {
                        readLater(from, page);
                    } else {
                        onRead(from, page, proof, changes);
                    }
                }));
    }

    private void readLater(OrganizationLog from, long page) {
        loop.schedule(context.config().loadRetry(), () -> {
            if (from == log) {
                read(from, page);
            }
        });
    }

    private void onRead(OrganizationLog from, long page, Proof proof, long changes) {
        LogPage rows = proof.page();
        long after = page * context.config().pageSize();
        FramePage loaded = FramePage.of(rows, after, context.clock().instant());
        if (!proof.isGood() || !fits(loaded, rows)) {
            onMismatch.run();
            readLater(from, page);
            return;
        }
        if (from.isOutdated(changes, loaded::isAbout)) {
            // Something of it was recalled or updated since, and it may have been read before that.
            read(from, page);
            return;
        }
        log.keep(page, loaded, rows.floor().id());
        for (RoomLog.Reader reader : Objects.requireNonNull(waiting.remove(page))) {
            reader.onPage(log, after + 1);
        }
        long load = ++loads;
        loop.schedule(PAGE_TTL, () -> {
            if (load == loads && waiting.isEmpty()) {
                log.forgetPages();
            }
        });
    }

    /** Whether the page still is of the log's history, as far as memory tells. Each client's mark tells the rest. */
    private boolean fits(FramePage loaded, LogPage rows) {
        Cursor last = loaded.cursorAt(Math.max(0, rows.through()));
        Integer lastMark = last == null ? null : log.markAt(last.id());
        return last == null || lastMark == null || lastMark == last.mark();
    }

    /**
     * Shows that a page is of this pod's history, and that the database had everything that this pod had when it asked. A server
     * that a failover has left behind answers without the newest entries, and has the texts that they recall or replace.
     *
     * @param before where this pod's log ended before the page was asked for
     * @param marks of the history that this pod or the database knows
     */
    record Proof(LogPage page, Cursor before, Map<Long, Integer> marks) {

        /**
         * Asks the database for marks only if memory does not have them.
         *
         * @param also another cursor to be asked about; {@link Cursor#START} for none
         */
        static CompletionStage<Proof> of(
                LogPage page,
                OrganizationLog log,
                Cursor before,
                Cursor also,
                LogReader reader,
                String organizationId) {
            Map<Long, Integer> marks = new HashMap<>();
            marks.put(Cursor.START.id(), Cursor.START.mark());
            List<Long> unknown = new ArrayList<>();
            Integer end = log.markAt(page.head().id());
            if (end == null) {
                unknown.add(page.head().id());
                unknown.add(before.id());
            } else {
                marks.put(page.head().id(), end);
                marks.put(before.id(), before.mark());
            }
            if (!marks.containsKey(also.id())) {
                unknown.add(also.id());
            }
            if (unknown.isEmpty()) {
                return CompletableFuture.completedFuture(new Proof(page, before, marks));
            }
            return reader.marks(organizationId, unknown.stream().distinct().toList())
                    .thenApply(found -> {
                        marks.putAll(found);
                        return new Proof(page, before, marks);
                    });
        }

        boolean isGood() {
            LogPosition end = page.head();
            return end.id() >= before.id() && has(before) && has(LogSequencer.cursor(end));
        }

        boolean has(Cursor cursor) {
            Integer mark = marks.get(cursor.id());
            return mark != null && mark == cursor.mark();
        }
    }
}
