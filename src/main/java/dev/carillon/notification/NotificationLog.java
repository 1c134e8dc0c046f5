package dev.carillon.notification;

import dev.carillon.tenancy.LogUnavailable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
     * organization that has no notifications yet or whose head is locked. It is empty if the database rejects the content
     * of any submission. Use {@link #append} for the organizations that are left out.
     *
     * @param submissions by organization, none with an idempotency key
     */
    Map<String, Appended> tryAppendAll(Map<String, List<Submission>> submissions);

    /** At most {@code limit} notifications with {@code after < id <= through}. */
    LogPage read(String organizationId, long after, long through, int limit);

    /** Reads the heads of any number of organizations in one statement. */
    LogHeads heads(Collection<String> organizationIds);

    /** One notification of an organization. */
    Optional<Notification> find(String organizationId, long id);
}
