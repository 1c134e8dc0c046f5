package dev.carillon.broadcast;

import dev.carillon.notification.Appended;
import dev.carillon.notification.Commits;
import dev.carillon.notification.LogHeads;
import dev.carillon.notification.LogPage;
import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.Submission;
import dev.carillon.notification.change.ChangeOutcome;
import dev.carillon.notification.change.ChangeRequest;
import dev.carillon.tenancy.LogUnavailable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A log that is out of reach while a test wants it to be. */
final class FlakyLog implements NotificationLog {

    private final NotificationLog log;
    boolean down;
    /** Runs before a page is read. */
    Runnable beforeRead = () -> {};
    /** Runs before heads are read. */
    Runnable beforeHeads = () -> {};
    /** Runs between a read and its answer. */
    Runnable afterRead = () -> {};
    /** Runs between a commit and its answer. */
    Runnable afterCommit = () -> {};

    FlakyLog(NotificationLog log) {
        this.log = log;
    }

    @Override
    public Appended append(String organizationId, List<Submission> submissions) {
        return committed(reach().append(organizationId, submissions));
    }

    @Override
    public Map<String, Appended> tryAppendAll(Map<String, List<Submission>> submissions) {
        return committed(reach().tryAppendAll(submissions));
    }

    @Override
    public ChangeOutcome change(ChangeRequest request) {
        return committed(reach().change(request));
    }

    @Override
    public LogPage read(String organizationId, long after, long through, int limit) {
        beforeRead.run();
        LogPage page = reach().read(organizationId, after, through, limit);
        afterRead.run();
        return page;
    }

    @Override
    public LogPage readForUser(String organizationId, String userId, long after, int limit) {
        beforeRead.run();
        LogPage page = reach().readForUser(organizationId, userId, after, limit);
        afterRead.run();
        return page;
    }

    @Override
    public Map<Long, Integer> marks(String organizationId, Collection<Long> ids) {
        return reach().marks(organizationId, ids);
    }

    @Override
    public Commits committedSince(String snapshot) {
        return reach().committedSince(snapshot);
    }

    @Override
    public LogHeads heads(Collection<String> organizationIds) {
        beforeHeads.run();
        return reach().heads(organizationIds);
    }

    @Override
    public Optional<Notification> find(String organizationId, long id) {
        return reach().find(organizationId, id);
    }

    private <T> T committed(T answer) {
        afterCommit.run();
        return answer;
    }

    private NotificationLog reach() {
        if (down) {
            throw new LogUnavailable(new IllegalStateException("down"));
        }
        return log;
    }
}
