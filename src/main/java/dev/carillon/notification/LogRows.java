package dev.carillon.notification;

import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reads pages of the log by the schema's functions, which keep away from segments that the range does not reach.
 *
 * <p>Both functions answer at least one row, with the head and the floor of the same moment.
 */
final class LogRows {

    private static final String PAGE = "select * from log_entries(?, ?, ?, ?)";
    private static final String PAGE_OF_USER = "select * from log_entries_of_user(?, ?, ?, ?)";

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
                rows.add(entry(organizationId, row));
            }
        } while (row.next());
        // A full page ends with its last row. A page that is not full covers everything up to the end of the range.
        long end = rows.size() == limit ? rows.get(limit - 1).id() : Math.max(after, Math.min(through, head.id()));
        return new LogPage(head, floor, after, end, rows);
    }

    private static Notification entry(String organizationId, ResultSet row) throws SQLException {
        long id = row.getLong(5);
        int mark = row.getInt(6);
        Recipient recipient = Recipient.ofNullableUser(row.getString(7));
        String type = row.getString(8);
        Instant createdAt = Objects.requireNonNull(Database.instant(row, 12));
        String change = row.getString(17);
        if (change == null) {
            return new Notification(
                    organizationId,
                    id,
                    mark,
                    recipient,
                    type,
                    row.getString(9),
                    row.getString(10),
                    row.getString(11),
                    createdAt,
                    extras(row, 13));
        }
        OptionalFields extras = OptionalFields.NONE;
        Notification updated = null;
        if (change.equals("update")) {
            // The change that has replaced this update comes later. Until then nothing is shown.
            boolean shown = row.getBoolean(19);
            extras = new OptionalFields(null, shown ? Database.instant(row, 25) : Notification.NEVER, null);
            updated = shown ? updated(organizationId, recipient, type, row) : null;
        }
        Notification.Change what = new Notification.Change(row.getLong(18), updated);
        return new Notification(organizationId, id, mark, recipient, type, "", "", null, createdAt, extras, what);
    }

    private static Notification updated(String organizationId, Recipient recipient, String type, ResultSet row)
            throws SQLException {
        return new Notification(
                organizationId,
                row.getLong(18),
                0,
                recipient,
                type,
                row.getString(20),
                row.getString(21),
                row.getString(22),
                Objects.requireNonNull(Database.instant(row, 23)),
                extras(row, 24));
    }

    private static OptionalFields extras(ResultSet row, int first) throws SQLException {
        return new OptionalFields(
                row.getString(first),
                Database.instant(row, first + 1),
                row.getString(first + 2),
                null,
                null,
                Database.instant(row, first + 3));
    }
}
