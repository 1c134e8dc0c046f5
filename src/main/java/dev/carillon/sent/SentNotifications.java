package dev.carillon.sent;

import dev.carillon.notification.NotificationJson;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an organization's log from its newest end, for those who write it. All methods block, and throw
 * {@link dev.carillon.tenancy.LogUnavailable} if the database fails or does not answer.
 *
 * <p>A page goes by id alone, which the log's own index gives. A list of one sender only would need an index that every
 * notification pays for.
 */
@Singleton
class SentNotifications {

    // A recalled notification, and the entries that recall and update, have expired long ago (V32__recall.sql).
    private static final String CURRENT = """
            select id, user_id, sender, type, title, message, action_url, created_at, cast(data as text), expires_at,
                   collapse_key, changed_at
            from notification
            where organization_id = ? and (expires_at is null or expires_at > now())
            """;

    private static final String PAGE = CURRENT + " and id < ? order by id desc limit ?";
    private static final String ONE = CURRENT + " and id = ?";

    private final Database database;

    @Inject
    SentNotifications(Database database) {
        this.database = database;
    }

    SentPage page(String organizationId, long before, int limit) {
        // One more than asked for tells whether there is a further page.
        Query query = Query.of(PAGE, organizationId, before, limit + 1);
        return database.query(organizationId, query, row -> {
            List<SentNotification> sent = new ArrayList<>();
            while (row.next()) {
                if (sent.size() == limit) {
                    return new SentPage(sent, sent.get(limit - 1).id());
                }
                sent.add(notification(row));
            }
            return new SentPage(sent, null);
        });
    }

    /** Empty also for one that was recalled or has expired. */
    Optional<SentNotification> find(String organizationId, long id) {
        return database.query(
                organizationId,
                Query.of(ONE, organizationId, id),
                row -> row.next() ? Optional.of(notification(row)) : Optional.empty());
    }

    private static SentNotification notification(ResultSet row) throws SQLException {
        String userId = row.getString(2);
        return new SentNotification(
                row.getLong(1),
                userId,
                userId == null ? "organization" : null,
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                Objects.requireNonNull(time(row, 8)),
                row.getString(9),
                time(row, 10),
                row.getString(11),
                time(row, 12));
    }

    private static @Nullable String time(ResultSet row, int column) throws SQLException {
        Instant time = Database.instant(row, column);
        return time == null ? null : NotificationJson.isoMillis(time);
    }
}
