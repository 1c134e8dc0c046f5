package dev.carillon.broadcast;

import dev.carillon.fanout.Frame;
import dev.carillon.fanout.OrganizationLog;
import dev.carillon.fanout.RoomLog;
import dev.carillon.fanout.UserPage;
import dev.carillon.notification.LogPage;
import dev.carillon.socket.Loop;
import dev.carillon.sse.Cursor;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Loads what one user was sent, for a client that is many pages behind. Owned by the channel's loop.
 *
 * <p>Such a page has no row at the client's cursor, so a second statement asks for the mark where the page begins. If it and
 * those of {@link PageLoader.Proof} are right, all of the page is in one history.
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
        // Before the read, because the page may lack entries that are appended meanwhile.
        Cursor head = from.head();
        long changes = from.changes();
        context.metrics().userPageLoaded();
        LogReader reader = context.reader();
        reader.pageForUser(organizationId, wanted.userId(), wanted.after().id(), ROWS)
                .thenCompose(page -> PageLoader.Proof.of(page, from, head, wanted.after(), reader, organizationId))
                .whenComplete((proof, failure) -> loop.execute(() -> {
                    if (from != log) {
                        return;
                    }
                    if (failure != null) {
                        readLater(from, wanted);
                    } else {
                        onRead(from, wanted, proof, changes);
                    }
                }));
    }

    private void readLater(OrganizationLog from, Wanted wanted) {
        loop.schedule(context.config().loadRetry(), () -> {
            if (from == log) {
                read(from, wanted);
            }
        });
    }

    private void onRead(OrganizationLog from, Wanted wanted, PageLoader.Proof proof, long changes) {
        LogPage read = proof.page();
        // First: a client whose notifications are dropped has to see this before it takes the page.
        log.pruned(read.floor().id());
        boolean expired = read.floor().id() > wanted.after().id();
        if (!expired && !(proof.isGood() && proof.has(wanted.after()))) {
            onMismatch.run();
            readLater(from, wanted);
            return;
        }
        if (expired) {
            answer(wanted, new UserPage(wanted.after(), List.of(), wanted.after(), changes));
            return;
        }
        Instant now = context.clock().instant();
        List<Frame> frames = read.rows().stream()
                .filter(row -> row.isCurrent(now))
                // Nobody asks what was before it: a page for one user is not continued from its middle.
                .map(row -> Frame.of(0, row, now))
                .toList();
        UserPage page = new UserPage(wanted.after(), frames, end(read), changes);
        if (from.isOutdated(changes, page::isAbout)) {
            read(from, wanted);
            return;
        }
        answer(wanted, page);
    }

    private void answer(Wanted wanted, UserPage page) {
        for (RoomLog.Reader reader : Objects.requireNonNull(waiting.remove(wanted))) {
            reader.onUserPage(log, wanted.userId(), page);
        }
    }

    /** The last row of a full page, and otherwise the head. */
    private static Cursor end(LogPage page) {
        int last = page.rows().size() - 1;
        boolean isFull = last >= 0 && page.rows().get(last).id() == page.through();
        return LogSequencer.cursor(isFull ? page.rows().get(last).position() : page.head());
    }
}
