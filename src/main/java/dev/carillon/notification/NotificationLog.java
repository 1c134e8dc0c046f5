package dev.carillon.notification;

import dev.carillon.notification.change.ChangeOutcome;
import dev.carillon.notification.change.ChangeRequest;
import dev.carillon.tenancy.LogUnavailable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record of what was sent: per organization a gapless sequence in commit order. A reader that sees id n sees
 * everything before it too, so {@code id > cursor} never skips a notification that commits late.
 *
 * <p>All methods block; never call them from an event loop. All throw {@link LogUnavailable} if the database cannot be
 * reached, does not answer in time, or rejects the statement.
 */
public interface NotificationLog {

    /**
     * Adds all submissions in one transaction, in their order, except for those whose idempotency key was used before.
     * When this returns they are committed; when it throws they may or may not be, as with any lost connection. After
     * {@link DraftRejected} none is committed.
     */
    Appended append(String organizationId, List<Submission> submissions);

    /**
     * Adds submissions to several organizations in one transaction, without waiting for a lock. The result leaves out an
     * organization that has no notifications yet or whose lock is held. It is empty if the database rejects the content
     * of any submission. Use {@link #append} for the organizations that are left out.
     *
     * @param submissions by organization
     */
    Map<String, Appended> tryAppendAll(Map<String, List<Submission>> submissions);

    /** At most {@code limit} notifications with {@code after < id <= through}. */
    LogPage read(String organizationId, long after, long through, int limit);

    /**
     * At most {@code limit} notifications after {@code after} that are for this user or for everybody, by the user's own
     * index. Notifications of other users cost nothing. {@link LogPage#through} is the last row of a full page, and otherwise the
     * head.
     */
    LogPage readForUser(String organizationId, String userId, long after, int limit);

    /**
     * The marks of the notifications with these ids, read in one statement. Missing are ids that retention has dropped and
     * ids beyond the head. The floor has its mark, and 0 the mark 0.
     *
     * @param ids at most 1,000
     */
    Map<Long, Integer> marks(String organizationId, Collection<Long> ids);

    /** Reads the heads of any number of organizations in one statement. */
    LogHeads heads(Collection<String> organizationIds);

    /**
     * The new heads since {@code snapshot}, in all organizations. Nothing that commits is missed, however late, but a
     * history that got shorter shows nothing: after a failover only {@link #heads} tells.
     *
     * @param snapshot of the last answer of the same server; null asks for a first snapshot, with no heads and not complete
     */
    Commits committedSince(@Nullable String snapshot);

    /**
     * Recalls or updates a notification: erases or replaces its text, and adds the entry that says so, in one transaction.
     * Any statement that begins after this has returned sees nothing of the old text. When it throws, it may or may not be
     * done.
     */
    ChangeOutcome change(ChangeRequest request);

    /** One entry of an organization. */
    Optional<Notification> find(String organizationId, long id);
}
