package dev.carillon.schedule;

import dev.carillon.handover.Handover;
import dev.carillon.notification.IdempotencyKey;
import dev.carillon.notification.NotificationConfig;
import dev.carillon.notification.NotificationJson;
import dev.carillon.tenancy.ConnectionShares;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The table of scheduled notifications. All methods block, and throw {@link dev.carillon.tenancy.LogUnavailable} if the
 * database fails or does not answer. The pod that relays moves what is due to the outbox (package outbox).
 *
 * <p>See docs/adr/0032-scheduled-by-due-time.md
 */
@Singleton
public class Schedule {

    private static final String PAGE = """
            select group_id, place, deliver_at, user_id, type, title, message, action_url, data, expires_at, collapse_key,
                   handover_after
            from scheduled
            where organization_id = ? and (?::text is null or creator = ?) and (deliver_at, group_id, place) > (?, ?, ?)
            order by deliver_at, group_id, place limit ?
            """;

    private static final String PAGE_OF_RECIPIENT = """
            select group_id, place, deliver_at, user_id, type, title, message, action_url, data, expires_at, collapse_key,
                   handover_after
            from scheduled
            where organization_id = ? and user_id = ? and (deliver_at, group_id, place) > (?, ?, ?)
            order by deliver_at, group_id, place limit ?
            """;

    private static final String CANCEL = "select cancel_scheduled(?, ?, ?, ?)";

    private final Database creates;
    private final Database reads;
    private final Duration keepKeysFor;
    private final ScheduleMetrics metrics;

    @Inject
    Schedule(Database database, NotificationConfig config, ScheduleMetrics metrics) {
        this.creates = database.with(ConnectionShares.Share.CREATES);
        this.reads = database;
        this.keepKeysFor = config.idempotencyRetention();
        this.metrics = metrics;
    }

    /**
     * Schedules all or none, in one transaction.
     *
     * @param creator may list and cancel them
     * @throws dev.carillon.problem.InvalidField if a time has passed or is too far ahead, by the database's clock
     * @throws dev.carillon.problem.Overloaded if too many are scheduled in all organizations together
     */
    public ScheduleOutcome add(
            String organizationId, String creator, List<ScheduledDraft> drafts, @Nullable IdempotencyKey key) {
        ScheduleCall call = new ScheduleCall(organizationId, creator, drafts, key);
        try {
            ScheduleOutcome outcome = creates.certain(call.query(keepKeysFor), call::outcome);
            metrics.answered(outcome);
            return outcome;
        } catch (RuntimeException e) {
            metrics.failed(e);
            throw e;
        }
    }

    /**
     * A page in the order of their times.
     *
     * @param creator of whom; null for all of the organization
     */
    ScheduledPage page(String organizationId, @Nullable String creator, ScheduledCursor after, int limit) {
        Query query = Query.of(
                PAGE,
                organizationId,
                creator,
                creator,
                after.at(),
                after.id().group(),
                after.id().place(),
                limit + 1);
        return reads.query(organizationId, query, row -> page(row, limit));
    }

    /**
     * The notifications that one user is shown later, in the order of their times.
     *
     * @param after {@code nextAfter} of the page before; null for the first one
     */
    public ScheduledPage pageOfRecipient(String organizationId, String userId, @Nullable String after, int limit) {
        ScheduledCursor from = after == null ? ScheduledCursor.START : ScheduledCursor.parse(after);
        Query query = Query.of(
                PAGE_OF_RECIPIENT,
                organizationId,
                userId,
                from.at(),
                from.id().group(),
                from.id().place(),
                limit + 1);
        return reads.query(organizationId, query, row -> page(row, limit));
    }

    private static ScheduledPage page(ResultSet row, int limit) throws SQLException {
        List<ScheduledNotification> scheduled = new ArrayList<>();
        ScheduledCursor last = ScheduledCursor.START;
        while (row.next()) {
            if (scheduled.size() == limit) {
                return new ScheduledPage(scheduled, last.toString());
            }
            ScheduledId id = new ScheduledId(row.getLong(1), row.getInt(2));
            Instant at = Objects.requireNonNull(Database.instant(row, 3));
            last = new ScheduledCursor(at, id);
            String userId = row.getString(4);
            Instant expiresAt = Database.instant(row, 10);
            scheduled.add(new ScheduledNotification(
                    id.toString(),
                    NotificationJson.isoMillis(at),
                    userId,
                    userId == null ? "organization" : null,
                    row.getString(5),
                    row.getString(6),
                    row.getString(7),
                    row.getString(8),
                    row.getString(9),
                    expiresAt == null ? null : NotificationJson.isoMillis(expiresAt),
                    row.getString(11),
                    Handover.ofNullable(row.getObject(12, Integer.class))));
        }
        return new ScheduledPage(scheduled, null);
    }

    /**
     * True if it was there: then it is never shown.
     *
     * @param creator the only one of whom it may be; null for anybody of the organization
     */
    boolean cancel(String organizationId, @Nullable String creator, ScheduledId id) {
        boolean canceled = creates.certain(Query.of(CANCEL, organizationId, id.group(), id.place(), creator), row -> {
            row.next();
            return row.getBoolean(1);
        });
        if (canceled) {
            metrics.canceled();
        }
        return canceled;
    }
}
