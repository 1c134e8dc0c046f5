package dev.carillon.erasure;

import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.notification.Draft;
import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.OptionalFields;
import dev.carillon.notification.Recipient;
import dev.carillon.notification.Submission;
import dev.carillon.tenancy.ConnectionShares;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Erases a user: from every table in short transactions, and then, by one entry of the log, from the memory of all pods.
 * Blocks. The next attempt finishes one that failed halfway.
 *
 * <p>See docs/adr/0037-erasing-goes-through-the-log-once.md
 */
@Singleton
class Erasure {

    private static final String STEP = "select next_after, notifications from erase_user(?, ?, ?, ?)";

    /** Rows of the log in one transaction, which creates of the organization wait for: some tens of milliseconds. */
    private static final int STEP_ROWS = 5_000;

    /** Gateways give up after 30 s. The caller goes on from where this has come to. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Database database;
    private final NotificationLog log;
    private final NotificationBroadcaster broadcaster;
    private final Clock clock;

    @Inject
    Erasure(Database database, NotificationLog log, NotificationBroadcaster broadcaster, Clock clock) {
        this.database = database.with(ConnectionShares.Share.CREATES);
        this.log = log;
        this.broadcaster = broadcaster;
        this.clock = clock;
    }

    /** @param after where an earlier attempt has come to; 0 for the first one */
    Erased erase(String organizationId, String userId, long after) {
        Instant end = clock.instant().plus(PATIENCE);
        long notifications = 0;
        Long next = after;
        while (next != null) {
            Step step = database.certain(Query.of(STEP, organizationId, userId, next, STEP_ROWS), Erasure::step);
            notifications += step.notifications();
            next = step.nextAfter();
            if (next != null && clock.instant().isAfter(end)) {
                return new Erased(notifications, false, next);
            }
        }
        forget(organizationId);
        broadcaster.disconnect(organizationId, userId, null);
        return new Erased(notifications, true, null);
    }

    private record Step(@Nullable Long nextAfter, long notifications) {}

    private static Step step(ResultSet row) throws SQLException {
        row.next();
        return new Step(row.getObject(1, Long.class), row.getLong(2));
    }

    /** A pod may have texts of before in memory. It learns of this entry as of any other: it misses none. */
    private void forget(String organizationId) {
        if (log.heads(Set.of(organizationId)).of(organizationId).id() == 0) {
            // Nobody was ever sent anything.
            return;
        }
        OptionalFields expired = new OptionalFields(null, Notification.NEVER, null);
        Draft entry = new Draft(new Recipient.OneUser(Recipient.ERASED), Notification.ERASURE, "", "", null, expired);
        Submission submission = new Submission(List.of(entry), null);
        broadcaster.send(
                organizationId, log.append(organizationId, List.of(submission)).committed());
    }
}
