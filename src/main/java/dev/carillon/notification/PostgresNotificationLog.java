package dev.carillon.notification;

import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.tenancy.Query;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The log in PostgreSQL. Plain JDBC: the order of its statements is the guarantee, so it should be visible.
 *
 * <p>See docs/adr/0001-ids-and-order.md, docs/adr/0006-plain-jdbc-for-the-log.md
 */
@Singleton
class PostgresNotificationLog implements NotificationLog {

    /**
     * Head, rows and epoch in one statement and so in one round trip: the head's row stays locked only for the commit.
     * A transaction of several statements would keep it for as long as its pod is frozen. The organization is named to
     * row-level security by the statement itself: {@code head} waits for {@code tenant}, and the rows for {@code head}.
     * The upsert waits for whoever holds the row and then sees that one's head, so ids follow the order of commits.
     */
    private static final String APPEND = """
            with tenant as materialized (
                select set_config('carillon.organization', ?, true) as id
            ), head as (
                insert into organization as o (id, head) select tenant.id, ? from tenant
                on conflict (id) do update set head = o.head + excluded.head
                returning o.id, head, date_trunc('milliseconds', clock_timestamp()) as at
            ), stored as (
                insert into notification
                    (organization_id, id, user_id, type, title, message, action_url, created_at,
                     data, expires_at, collapse_key)
                select head.id, head.head - ? + d.position, d.user_id, d.type, d.title, d.message, d.action_url, head.at,
                       d.data::json, d.expires_at::timestamptz, d.collapse_key
                from head, unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                    with ordinality as d
                    (user_id, type, title, message, action_url, data, expires_at, collapse_key, position)
            )
            select head, (extract(epoch from at) * 1000)::bigint, history_epoch() from head
            """;

    /** The outer join keeps one row with head and bounds also where the range is empty. */
    private static final String READ = """
            select (select history_epoch()), o.head, o.pruned_through,
                   n.id, n.user_id, n.type, n.title, n.message, n.action_url, n.created_at,
                   n.data, n.expires_at, n.collapse_key
            from organization o left join lateral (
                select * from notification
                where organization_id = o.id and id > ? and id <= ? order by id limit ?
            ) n on true
            where o.id = ? order by n.id
            """;

    private static final String HEADS = """
            select (select history_epoch()), o.id, o.head
            from (values (1)) one left join organization o on o.id = any (?)
            """;

    private static final String FIND = """
            select id, user_id, type, title, message, action_url, created_at, data, expires_at, collapse_key
            from notification where organization_id = ? and id = ?
            """;

    // Classes of SQL states, and states.
    private static final String DATA_EXCEPTION = "22";
    private static final String INTEGRITY_VIOLATION = "23";
    private static final String NOT_NULL_VIOLATION = "23502";
    private static final String CHECK_VIOLATION = "23514";
    private static final String LIMIT_EXCEEDED = "54";

    private final Database database;
    private final Duration keepKeysFor;

    @Inject
    PostgresNotificationLog(Database database, NotificationConfig config) {
        this.database = database;
        this.keepKeysFor = config.idempotencyRetention();
    }

    @Override
    public Appended append(String organizationId, List<Submission> submissions) {
        boolean keyed = submissions.stream().anyMatch(s -> s.idempotencyKey() != null);
        try {
            if (keyed) {
                return database.transaction(
                        organizationId,
                        transaction -> new IdempotentAppend(transaction, organizationId, keepKeysFor).run(submissions));
            }
            List<Draft> drafts = Submission.drafts(submissions);
            Committed committed = database.statement(
                    statement(organizationId, drafts), row -> committed(organizationId, drafts, row));
            return Appended.of(committed, submissions);
        } catch (LogUnavailable e) {
            throw isAboutTheDraft(e) ? new DraftRejected(e.getCause()) : e;
        }
    }

    @Override
    public Map<String, Appended> tryAppendAll(Map<String, List<Submission>> submissions) {
        try {
            return database.statement(MultiOrgAppend.of(submissions), row -> MultiOrgAppend.appended(submissions, row));
        } catch (LogUnavailable e) {
            if (isAboutTheData(e)) {
                return Map.of();
            }
            throw e;
        }
    }

    /** The statement was refused for what stood in it, so nothing of it was written. */
    private static boolean isAboutTheData(LogUnavailable e) {
        return e.sqlState().startsWith(INTEGRITY_VIOLATION) || isAboutTheDraft(e);
    }

    /** A draft is at fault, and not what stands in the tables, as with a key that exists twice. */
    private static boolean isAboutTheDraft(LogUnavailable e) {
        String state = e.sqlState();
        return state.startsWith(DATA_EXCEPTION)
                || state.startsWith(LIMIT_EXCEEDED)
                || state.equals(NOT_NULL_VIOLATION)
                || state.equals(CHECK_VIOLATION);
    }

    /** Its own transaction, or a part of one. */
    static Query statement(String organizationId, List<Draft> drafts) {
        return Query.of(
                APPEND, DraftColumns.behind(drafts, organizationId, (long) drafts.size(), (long) drafts.size()));
    }

    static Committed committed(String organizationId, List<Draft> drafts, ResultSet row) throws SQLException {
        row.next();
        Instant at = Instant.ofEpochMilli(row.getLong(2));
        return Committed.upTo(row.getLong(1), organizationId, drafts, at, row.getString(3));
    }

    /** The notifications with these ids, as a part of a transaction. */
    static List<Notification> readRange(Database.Transaction transaction, String organizationId, long first, int count)
            throws SQLException {
        long after = first - 1;
        long through = after + count;
        return transaction.query(
                Query.of(READ, after, through, count, organizationId),
                row -> row.next()
                        ? page(organizationId, after, through, count, row).rows()
                        : List.of());
    }

    @Override
    public LogPage read(String organizationId, long after, long through, int limit) {
        Optional<LogPage> page = database.query(
                organizationId,
                Query.of(READ, after, through, limit, organizationId),
                row -> row.next() ? Optional.of(page(organizationId, after, through, limit, row)) : Optional.empty());
        return page.orElseGet(() -> new LogPage(heads(List.of()).epoch(), 0, 0, after, after, List.of()));
    }

    private static LogPage page(String organizationId, long after, long through, int limit, ResultSet row)
            throws SQLException {
        String epoch = row.getString(1);
        long head = row.getLong(2);
        long prunedThrough = row.getLong(3);
        List<Notification> rows = new ArrayList<>();
        do {
            if (row.getObject(4) != null) {
                rows.add(notification(organizationId, row, 4));
            }
        } while (row.next());
        // A full page ends with its last row; one that is not full has seen everything up to the end of the range.
        long end = rows.size() == limit ? rows.get(limit - 1).id() : Math.max(after, Math.min(through, head));
        return new LogPage(epoch, head, prunedThrough, after, end, rows);
    }

    @Override
    public LogHeads heads(Collection<String> organizationIds) {
        String[] ids = organizationIds.toArray(String[]::new);
        return database.query(Database.NO_ORGANIZATION, Query.of(HEADS, (Object) ids), row -> {
            Map<String, Long> heads = new HashMap<>();
            String epoch = null;
            while (row.next()) {
                epoch = row.getString(1);
                if (row.getString(2) != null) {
                    heads.put(row.getString(2), row.getLong(3));
                }
            }
            return new LogHeads(epoch, heads);
        });
    }

    @Override
    public Optional<Notification> find(String organizationId, long id) {
        return database.query(
                organizationId,
                Query.of(FIND, organizationId, id),
                row -> row.next() ? Optional.of(notification(organizationId, row, 1)) : Optional.empty());
    }

    private static Notification notification(String organizationId, ResultSet row, int first) throws SQLException {
        return new Notification(
                organizationId,
                row.getLong(first),
                Recipient.ofNullableUser(row.getString(first + 1)),
                row.getString(first + 2),
                row.getString(first + 3),
                row.getString(first + 4),
                row.getString(first + 5),
                Database.instant(row, first + 6),
                extras(row, first + 7));
    }

    private static OptionalFields extras(ResultSet row, int first) throws SQLException {
        return new OptionalFields(row.getString(first), Database.instant(row, first + 1), row.getString(first + 2));
    }
}
