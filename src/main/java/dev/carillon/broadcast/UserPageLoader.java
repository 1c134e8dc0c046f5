package dev.carillon.broadcast;

import dev.carillon.fanout.Frame;
import dev.carillon.fanout.OrganizationLog;
import dev.carillon.fanout.RoomLog;
import dev.carillon.fanout.UserPage;
import dev.carillon.notification.LogPage;
import dev.carillon.notification.LogPosition;
import dev.carillon.socket.Loop;
import dev.carillon.sse.Cursor;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Loads what one user was sent, for a client that is many pages behind. Owned by the channel's loop.
 *
 * <p>Such a page has no row at the client's cursor, so a second statement asks for the marks where the page begins, where
 * it ends and where this pod's log ends. If all three are right, all of it is in one history.
 */
final class UserPageLoader {

    // Frames of a user's page belong to one client, or few. This is about what a socket takes at once.
    private static final int ROWS = 64;

    private final String organizationId;
    private final Loop loop;
    private final ChannelContext context;
    private final Runnable onMismatch;
    private final Map<Wanted, Set<RoomLog.Reader>> waiting = new HashMap<>();
    // There before the first page is wanted.
    @SuppressWarnings("NullAway.Init")
    private OrganizationLog log;

    private record Wanted(String userId, Cursor after) {}

    /** @param onMismatch called if the database holds another history than the log that the page is for */
    UserPageLoader(String organizationId, Loop loop, ChannelContext context, Runnable onMismatch) {
        this.organizationId = organizationId;
        this.loop = loop;
        this.context = context;
        this.onMismatch = onMismatch;
    }

    void startOver(OrganizationLog newLog) {
        log = newLog;
        waiting.clear();
    }

    void load(RoomLog.Reader reader, OrganizationLog from, String userId, Cursor after) {
        if (from != log) {
            return;
        }
        Wanted wanted = new Wanted(userId, after);
        Set<RoomLog.Reader> readers = waiting.computeIfAbsent(wanted, w -> new LinkedHashSet<>());
        boolean first = readers.isEmpty();
        readers.add(reader);
        if (first) {
            read(from, wanted);
        }
    }

    private void read(OrganizationLog from, Wanted wanted) {
        long changes = from.changes();
        context.metrics().userPageLoaded();
        context.reader()
                .pageForUser(organizationId, wanted.userId(), wanted.after().id(), ROWS)
                .thenCompose(page -> marks(page, wanted.after(), from.head()))
                .whenComplete((read, failure) -> loop.execute(() -> {
                    if (from != log) {
                        return;
                    }
                    if (failure != null) {
                        readLater(from, wanted);
                    } else {
                        onRead(from, wanted, read, changes);
                    }
                }));
    }

    private CompletionStage<Read> marks(LogPage page, Cursor after, Cursor head) {
        List<Long> ids =
                Stream.of(after.id(), page.through(), head.id()).distinct().toList();
        return context.reader().marks(organizationId, ids).thenApply(marks -> new Read(page, after, head, marks));
    }

    private void readLater(OrganizationLog from, Wanted wanted) {
        loop.schedule(context.config().loadRetry(), () -> {
            if (from == log) {
                read(from, wanted);
            }
        });
    }

    private void onRead(OrganizationLog from, Wanted wanted, Read read, long changes) {
        // First: a client whose notifications are dropped has to see this before it takes the page.
        log.pruned(read.page().floor().id());
        if (!read.isExpired() && !read.isOneHistory()) {
            onMismatch.run();
            readLater(from, wanted);
            return;
        }
        Instant now = context.clock().instant();
        List<Frame> frames = read.page().rows().stream()
                .filter(row -> row.isCurrent(now))
                // Nobody asks what was before it: a page for one user is not continued from its middle.
                .map(row -> Frame.of(0, row, now))
                .toList();
        UserPage page = new UserPage(wanted.after(), frames, read.end(), changes);
        if (from.isOutdated(changes, page::isAbout)) {
            read(from, wanted);
            return;
        }
        for (RoomLog.Reader reader : Objects.requireNonNull(waiting.remove(wanted))) {
            reader.onUserPage(log, wanted.userId(), page);
        }
    }

    /** @param head where this pod's log ended when the marks were asked for */
    private record Read(LogPage page, Cursor after, Cursor head, Map<Long, Integer> marks) {

        /** Retention has dropped what follows the cursor. */
        boolean isExpired() {
            return page.floor().id() > after.id();
        }

        boolean isOneHistory() {
            return has(after) && has(end()) && has(head);
        }

        /** The last row of a full page, and otherwise the head. */
        Cursor end() {
            int last = page.rows().size() - 1;
            boolean isFull = last >= 0 && page.rows().get(last).id() == page.through();
            LogPosition end = isFull ? page.rows().get(last).position() : page.head();
            return new Cursor(end.mark(), end.id());
        }

        private boolean has(Cursor cursor) {
            Integer mark = marks.get(cursor.id());
            return mark != null && mark == cursor.mark();
        }
    }
}
