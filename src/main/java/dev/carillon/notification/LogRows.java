package dev.carillon.notification;

import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reads pages of the log by the schema's functions, which keep away from segments that the range does not reach.
 *
 * <p>Both functions answer at least one row, with the head and the floor of the same moment.
 */
final class LogRows {

    private static final String PAGE = "select * from log_page(?, ?, ?, ?)";
    private static final String PAGE_OF_USER = "select * from log_page_of_user(?, ?, ?, ?)";

    private LogRows() {}

    /** At most {@code limit} rows with {@code after < id <= through}. */
    static Query range(String organizationId, long after, long through, int limit) {
        return Query.of(PAGE, organizationId, after, through, limit);
    }

    /** At most {@code limit} rows after {@code after} for this user or for everybody. */
    static Query ofUser(String organizationId, String userId, long after, int limit) {
        return Query.of(PAGE_OF_USER, organizationId, userId, after, limit);
    }

    static LogPage page(String organizationId, long after, long through, int limit, ResultSet row) throws SQLException {
        row.next();
        LogPosition head = new LogPosition(row.getLong(1), row.getInt(2));
        LogPosition floor = new LogPosition(row.getLong(3), row.getInt(4));
        List<Notification> rows = new ArrayList<>();
        do {
            if (row.getObject(5) != null) {
                rows.add(notification(organizationId, row, 5));
            }
        } while (row.next());
        // A full page ends with its last row. A page that is not full covers everything up to the end of the range.
        long end = rows.size() == limit ? rows.get(limit - 1).id() : Math.max(after, Math.min(through, head.id()));
        return new LogPage(head, floor, after, end, rows);
    }

    static Notification notification(String organizationId, ResultSet row, int first) throws SQLException {
        return new Notification(
                organizationId,
                row.getLong(first),
                row.getInt(first + 1),
                Recipient.ofNullableUser(row.getString(first + 2)),
                row.getString(first + 3),
                row.getString(first + 4),
                row.getString(first + 5),
                row.getString(first + 6),
                Objects.requireNonNull(Database.instant(row, first + 7)),
                extras(row, first + 8));
    }

    private static OptionalFields extras(ResultSet row, int first) throws SQLException {
        return new OptionalFields(row.getString(first), Database.instant(row, first + 1), row.getString(first + 2));
    }
}
