package dev.carillon.fanout;

import dev.carillon.sse.Cursor;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moves a shard's clients that are behind: by frames of the recent log, of shared pages, or, after some pages, by what is
 * for their user alone. A client is only ever given what follows the notification that it stands at, by its mark. Owned by
 * the shard's loop.
 */
final class CatchUp {

    enum Step {
        MOVED,
        /** The next frame is being loaded. */
        LOADING,
        /** The next frame follows another notification than the client's. */
        MISMATCH
    }

    private final RoomLog.Reader reader;
    private final RoomLog roomLog;
    private final FanOutMetrics metrics;
    private final PendingFlushes unflushed;
    private final Set<Long> loading = new HashSet<>();
    private final Set<UserPlace> loadingForUsers = new HashSet<>();
    // There before anybody is behind.
    @SuppressWarnings("NullAway.Init")
    private OrganizationLog log;

    private record UserPlace(String userId, Cursor after) {}

    CatchUp(RoomLog.Reader reader, RoomLog roomLog, FanOutMetrics metrics, PendingFlushes unflushed) {
        this.reader = reader;
        this.roomLog = roomLog;
        this.metrics = metrics;
        this.unflushed = unflushed;
    }

    void startOver(OrganizationLog newLog) {
        log = newLog;
        loading.clear();
        loadingForUsers.clear();
    }

    void onPage(long id) {
        loading.remove(log.pageOf(id));
    }

    void onUserPage(String userId, UserPage page) {
        loadingForUsers.remove(new UserPlace(userId, page.after()));
    }

    /** Moves one frame forward, but not beyond {@code end}. */
    Step step(Subscription subscription, Cursor end) {
        Cursor at = subscription.cursor();
        if (at.id() >= end.id()) {
            return Step.MISMATCH;
        }
        UserPage own = subscription.userPage();
        if (own != null && !log.isOutdated(own.changes(), own::isAbout)) {
            return stepIn(own, subscription, end);
        }
        subscription.setUserPage(null);
        long next = at.id() + 1;
        Frame recent = log.recent(next);
        if (recent != null) {
            return recent.before() == at.mark() ? give(recent, subscription, true) : Step.MISMATCH;
        }
        FramePage page = log.page(next);
        return page == null ? load(subscription, end) : stepIn(page, subscription, end);
    }

    private Step stepIn(FramePage page, Subscription subscription, Cursor end) {
        Cursor at = subscription.cursor();
        if (!page.continues(at)) {
            return Step.MISMATCH;
        }
        Frame frame = page.firstFrom(at.id() + 1);
        if (frame != null && frame.id() <= end.id()) {
            countPage(subscription, page, frame.id());
            return give(frame, subscription, false);
        }
        long reached = Math.min(end.id(), page.through());
        countPage(subscription, page, reached);
        return skipTo(page.cursorAt(reached), subscription);
    }

    private static void countPage(Subscription subscription, FramePage page, long reached) {
        if (reached == page.through()) {
            subscription.countPage();
        }
    }

    private Step stepIn(UserPage page, Subscription subscription, Cursor end) {
        Frame frame = page.firstAfter(subscription.cursor().id());
        if (frame != null && frame.id() <= end.id()) {
            return give(frame, subscription, false);
        }
        subscription.setUserPage(null);
        return skipTo(page.through().id() < end.id() ? page.through() : end, subscription);
    }

    private static Step skipTo(@Nullable Cursor reached, Subscription subscription) {
        if (reached == null) {
            return Step.MISMATCH;
        }
        subscription.moveTo(reached);
        return Step.MOVED;
    }

    private Step give(Frame frame, Subscription subscription, boolean fromMemory) {
        Client client = subscription.client();
        if (frame.isFor(client.userId()) && client.wants(frame.type())) {
            subscription.write(frame);
            unflushed.add(subscription);
            metrics.replayed(fromMemory);
        }
        subscription.moveTo(frame.cursor());
        return Step.MOVED;
    }

    /** A herd asks once: all clients that need the page are pumped when it comes. */
    private Step load(Subscription subscription, Cursor end) {
        Cursor at = subscription.cursor();
        long next = at.id() + 1;
        boolean nearEnd = log.pageOf(next) == log.pageOf(end.id());
        if (subscription.pagesRead() >= roomLog.pagesBeforeUserIndex() && !nearEnd) {
            String userId = subscription.client().userId();
            if (loadingForUsers.add(new UserPlace(userId, at))) {
                roomLog.loadForUser(reader, log, userId, at);
            }
        } else if (loading.add(log.pageOf(next))) {
            roomLog.load(reader, log, next);
        }
        return Step.LOADING;
    }
}
