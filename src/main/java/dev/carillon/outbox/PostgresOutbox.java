package dev.carillon.outbox;

import dev.carillon.notification.Committed;
import dev.carillon.notification.LogPosition;
import dev.carillon.notification.Notification;
import dev.carillon.notification.OptionalFields;
import dev.carillon.notification.Recipient;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tables and functions of the outbox (V30__publish_in_sql.sql). */
@Singleton
class PostgresOutbox implements Outbox {

    private static final String PAGE = """
            select snapshot, server_start, xid, seq, organization from outbox_page(?::pg_snapshot, ?::xid8, ?, ?)
            """;

    private static final String RELAY = """
            select organization, before_id, before_mark, id, mark, (extract(epoch from at) * 1000)::bigint,
                   user_id, type, title, message, action_url, data, expires_at, collapse_key
            from relay(?, ?, ?, ?, ?)
            """;

    private static final String BURY = "select outbox_bury(?, ?, ?)";

    private static final String TAKE_LEASE = """
            update relay_lease set holder = ?, valid_until = clock_timestamp() + make_interval(secs => ?)
            where holder = ? or valid_until < clock_timestamp() returning 1
            """;

    private static final String END_LEASE = """
            update relay_lease set valid_until = '-infinity' where holder = ? returning 1
            """;

    private static final String SET_LIMITS = """
            update publish_limit set (max_message_length, max_data_bytes, max_data_depth, max_outbox,
                max_outbox_of_organization, max_scheduled, max_scheduled_of_organization, max_ahead, max_handover)
                = (?, ?, ?, ?, ?, ?, ?, make_interval(secs => ?), make_interval(secs => ?))
            returning 1
            """;

    private static final String MOVE_DUE = """
            select snapshot, server_start, next_mark::text, due, last_at::text, last_seq
            from move_due(?::pg_snapshot, ?::timestamptz, ?, ?)
            """;

    private static final String WAITING = """
            select n.newest, greatest(n.newest - s.outbox_seq, 0) + s.outbox_left
            from relay_state s, outbox_newest() n (newest)
            """;

    private static final String RELIEVE = """
            update relay_state set outbox_left = outbox_left - ? returning 1
            """;

    private static final String REPORT = """
            update relay_state set outbox_seq = ?, outbox_left = ? where (outbox_seq, outbox_left) <> (?, ?) returning 1
            """;

    private static final String COUNT_SCHEDULED = "select count_scheduled()";

    private final Database database;

    @Inject
    PostgresOutbox(Database database) {
        this.database = database;
    }

    @Override
    public OutboxPage page(@Nullable String since, OutboxRow after, int most) {
        return database.statement(Query.of(PAGE, since, after.xid(), after.seq(), most), PostgresOutbox::page);
    }

    private static OutboxPage page(ResultSet row) throws SQLException {
        row.next();
        String snapshot = row.getString(1);
        Instant serverStart = Objects.requireNonNull(Database.instant(row, 2));
        List<OutboxRow> rows = new ArrayList<>();
        do {
            if (row.getString(3) != null) {
                rows.add(new OutboxRow(row.getString(3), row.getLong(4), row.getString(5)));
            }
        } while (row.next());
        return new OutboxPage(snapshot, serverStart, rows);
    }

    @Override
    public Map<String, Committed> relay(List<OutboxRow> rows, boolean waits) {
        int[] marks = LogPosition.drawMarks(rows.size());
        Query query = Query.of(
                RELAY,
                rows.stream().map(OutboxRow::organizationId).distinct().toArray(String[]::new),
                waits,
                rows.stream().map(OutboxRow::xid).toArray(String[]::new),
                rows.stream().map(OutboxRow::seq).toArray(Long[]::new),
                Arrays.stream(marks).boxed().toArray(Integer[]::new));
        return database.certain(query, PostgresOutbox::committed);
    }

    private static Map<String, Committed> committed(ResultSet row) throws SQLException {
        Map<String, LogPosition> before = new LinkedHashMap<>();
        Map<String, List<Notification>> moved = new LinkedHashMap<>();
        while (row.next()) {
            String organizationId = row.getString(1);
            before.putIfAbsent(organizationId, new LogPosition(row.getLong(2), row.getInt(3)));
            moved.computeIfAbsent(organizationId, id -> new ArrayList<>()).add(notification(organizationId, row));
        }
        Map<String, Committed> committed = new LinkedHashMap<>();
        moved.forEach((organizationId, notifications) -> committed.put(
                organizationId, new Committed(Objects.requireNonNull(before.get(organizationId)), notifications)));
        return committed;
    }

    private static Notification notification(String organizationId, ResultSet row) throws SQLException {
        return new Notification(
                organizationId,
                row.getLong(4),
                row.getInt(5),
                Recipient.ofNullableUser(row.getString(7)),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                Instant.ofEpochMilli(row.getLong(6)),
                new OptionalFields(row.getString(12), Database.instant(row, 13), row.getString(14)));
    }

    @Override
    public void bury(OutboxRow row, String reason) {
        database.certain(Query.of(BURY, row.xid(), row.seq(), reason), ResultSet::next);
    }

    @Override
    public boolean takeLease(String holder, Duration length) {
        return database.statement(Query.of(TAKE_LEASE, holder, length.toMillis() / 1000.0, holder), ResultSet::next);
    }

    @Override
    public void endLease(String holder) {
        database.statement(Query.of(END_LEASE, holder), ResultSet::next);
    }

    @Override
    public void limitTo(PublishLimits limits) {
        database.statement(
                Query.of(
                        SET_LIMITS,
                        limits.content().maxMessageLength(),
                        limits.content().maxDataBytes(),
                        limits.content().maxDataDepth(),
                        limits.outbox().maxWaiting(),
                        limits.outbox().maxWaitingPerOrganization(),
                        limits.schedule().maxTotal(),
                        limits.schedule().maxPerOrganization(),
                        limits.schedule().maxAhead(),
                        limits.handover().maxAfter()),
                ResultSet::next);
    }

    @Override
    public DuePage moveDue(@Nullable String since, DueMark after, int most) {
        return database.certain(Query.of(MOVE_DUE, since, after.at(), after.seq(), most), row -> {
            row.next();
            String last = row.getString(5);
            return new DuePage(
                    row.getString(1),
                    Objects.requireNonNull(Database.instant(row, 2)),
                    new DueMark(row.getString(3), 0),
                    row.getInt(4),
                    last == null ? after : new DueMark(last, row.getLong(6)));
        });
    }

    @Override
    public Waiting waiting() {
        return database.statement(Query.of(WAITING), row -> {
            row.next();
            return new Waiting(row.getLong(1), row.getLong(2));
        });
    }

    @Override
    public void relieve(int moved) {
        database.statement(Query.of(RELIEVE, moved), ResultSet::next);
    }

    @Override
    public void report(long newest, int left) {
        database.statement(Query.of(REPORT, newest, left, newest, left), ResultSet::next);
    }

    @Override
    public long countScheduled() {
        return database.statement(Query.of(COUNT_SCHEDULED), row -> {
            row.next();
            return row.getLong(1);
        });
    }
}
