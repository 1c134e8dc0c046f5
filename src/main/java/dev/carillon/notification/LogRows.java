package dev.carillon.notification;

import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads rows of the log as notifications. */
final class LogRows {

    /** The outer join keeps one row with the head and the bounds even if the range is empty. */
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

    private LogRows() {}

    /** At most {@code limit} rows with {@code after < id <= through}. */
    static Query range(String organizationId, long after, long through, int limit) {
        return Query.of(READ, after, through, limit, organizationId);
    }

    /** The notifications with these ids, read within a transaction. */
    static List<Notification> readRange(Database.Transaction transaction, String organizationId, long first, int count)
            throws SQLException {
        long after = first - 1;
        long through = after + count;
        return transaction.query(
                range(organizationId, after, through, count),
                row -> row.next()
                        ? page(organizationId, after, through, count, row).rows()
                        : List.of());
    }

    static LogPage page(String organizationId, long after, long through, int limit, ResultSet row) throws SQLException {
        String epoch = row.getString(1);
        long head = row.getLong(2);
        long prunedThrough = row.getLong(3);
        List<Notification> rows = new ArrayList<>();
        do {
            if (row.getObject(4) != null) {
                rows.add(notification(organizationId, row, 4));
            }
        } while (row.next());
        // A full page ends with its last row. A page that is not full covers everything up to the end of the range.
        long end = rows.size() == limit ? rows.get(limit - 1).id() : Math.max(after, Math.min(through, head));
        return new LogPage(epoch, head, prunedThrough, after, end, rows);
    }

    static Notification notification(String organizationId, ResultSet row, int first) throws SQLException {
        return new Notification(
                organizationId,
                row.getLong(first),
                Recipient.ofNullableUser(row.getString(first + 1)),
                row.getString(first + 2),
                row.getString(first + 3),
                row.getString(first + 4),
                row.getString(first + 5),
                Objects.requireNonNull(Database.instant(row, first + 6)),
                extras(row, first + 7));
    }

    private static OptionalFields extras(ResultSet row, int first) throws SQLException {
        return new OptionalFields(row.getString(first), Database.instant(row, first + 1), row.getString(first + 2));
    }
}
