package dev.carillon.erasure;

import dev.carillon.erasure.UserDataPage.KeptLook;
import dev.carillon.erasure.UserDataPage.KeptNotification;
import dev.carillon.erasure.UserDataPage.KeptPreferences;
import dev.carillon.erasure.UserDataPage.KnownClient;
import dev.carillon.erasure.UserDataPage.PushedBrowser;
import dev.carillon.erasure.UserDataPage.ReadState;
import dev.carillon.handover.Handover;
import dev.carillon.notification.NotificationJson;
import dev.carillon.preference.PreferenceStore;
import dev.carillon.problem.InvalidField;
import dev.carillon.schedule.Schedule;
import dev.carillon.schedule.ScheduledPage;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import dev.carillon.webhook.UserEvents;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads all of a user's data in pages. Blocks. */
@Singleton
class UserExports {

    /** Some 3 MB if all are as large as allowed. */
    private static final int PAGE_ROWS = 100;

    private static final String SCHEDULED = "scheduled:";
    private static final String EVENTS = "events:";

    private static final Pattern EVENT_PLACE = Pattern.compile("([0-9a-f]{16}):([0-9]{1,18})");

    /** At most 64. */
    private static final String LOOKS = """
            select seen_after, seen_through, client_id, at from inbox_look
            where organization_id = ? and user_id = ? order by at, place
            """;

    private static final String READ_STATE = """
            select read_through, greatest(seen_through, read_through), changes
            from inbox where organization_id = ? and user_id = ?
            """;

    // As many as the user may have (carillon.receipt.max-per-user).
    private static final String CLIENTS = """
            select client_id, acknowledged, acknowledged_at, seen_at
            from client_place where organization_id = ? and user_id = ? order by client_id
            """;

    // As many as the user may have (carillon.push.max-per-user).
    private static final String BROWSERS = """
            select id, endpoint, page, created_at, renewed_at
            from push_subscription where organization_id = ? and user_id = ? order by created_at, id
            """;

    /**
     * By the index of each: those that were sent to the user, and those for everybody that the user has marked. The second are
     * looked up one by one, as in class {@code InboxStatements}.
     */
    private static final String NOTIFICATIONS = """
            select n.id, n.user_id is null, n.type, n.title, n.message, n.action_url, n.created_at, n.data::text,
                   n.expires_at, n.collapse_key,
                   case when w.notification_id is not null then coalesce(w.after_seconds, -1) end, n.changed_at,
                   coalesce(m.is_read, n.id <= coalesce(i.read_through, 0)),
                   m.notification_id is not null or n.id <= coalesce(greatest(i.seen_through, i.read_through), 0),
                   coalesce(m.archived, false), coalesce(m.deleted, false), m.marked_at, m.marked_by
            from (
                (select * from notification n
                 where n.organization_id = ? and n.user_id = ? and n.id > ? and n.change is null
                   and (n.expires_at is null or n.expires_at <> 'epoch')
                 order by n.id limit ?)
                union all
                (select n.* from inbox_mark m cross join lateral (
                    select * from notification n
                    where n.organization_id = m.organization_id and n.id = m.notification_id and n.segment = m.segment limit 1) n
                 where m.organization_id = ? and m.user_id = ? and m.notification_id > ? and n.user_id is null
                   and (n.expires_at is null or n.expires_at <> 'epoch')
                 order by m.notification_id limit ?)) n
            left join inbox i on i.organization_id = n.organization_id and i.user_id = ?
            left join inbox_mark m on m.organization_id = n.organization_id and m.user_id = ?
                and m.notification_id = n.id and m.segment = n.segment
            left join handover_wish w on w.organization_id = n.organization_id and w.notification_id = n.id
                and w.segment = n.segment
            order by n.id limit ?
            """;

    private final Database database;
    private final Schedule schedule;
    private final PreferenceStore preferences;
    private final UserEvents events;

    @Inject
    UserExports(Database database, Schedule schedule, PreferenceStore preferences, UserEvents events) {
        this.database = database;
        this.schedule = schedule;
        this.preferences = preferences;
        this.events = events;
    }

    /** @param after {@code nextAfter} of the page before; null for the first one */
    UserDataPage page(String organizationId, String userId, @Nullable String after) {
        if (after != null && after.startsWith(SCHEDULED)) {
            String place = after.substring(SCHEDULED.length());
            return scheduled(organizationId, userId, place.isEmpty() ? null : place);
        }
        if (after != null && after.startsWith(EVENTS)) {
            return events(organizationId, userId, after.substring(EVENTS.length()));
        }
        List<KeptNotification> page = notifications(organizationId, userId, after == null ? 0 : id(after));
        boolean more = page.size() > PAGE_ROWS;
        List<KeptNotification> kept = more ? page.subList(0, PAGE_ROWS) : page;
        return new UserDataPage(
                userId,
                after == null ? readState(organizationId, userId) : null,
                after == null ? clients(organizationId, userId) : null,
                after == null ? looks(organizationId, userId) : null,
                after == null ? KeptPreferences.of(preferences.ofUser(organizationId, userId)) : null,
                after == null ? browsers(organizationId, userId) : null,
                kept,
                List.of(),
                List.of(),
                more ? String.valueOf(kept.get(PAGE_ROWS - 1).id()) : SCHEDULED);
    }

    private UserDataPage scheduled(String organizationId, String userId, @Nullable String after) {
        ScheduledPage page = schedule.pageOfRecipient(organizationId, userId, after, PAGE_ROWS);
        String next = page.nextAfter() == null ? EVENTS : SCHEDULED + page.nextAfter();
        return new UserDataPage(userId, null, null, null, null, null, List.of(), page.scheduled(), List.of(), next);
    }

    private UserDataPage events(String organizationId, String userId, String after) {
        UserEvents.Place from = UserEvents.Place.START;
        if (!after.isEmpty()) {
            Matcher place = EVENT_PLACE.matcher(after);
            if (!place.matches()) {
                throw badPlace();
            }
            from = new UserEvents.Place(place.group(1), Long.parseLong(place.group(2)));
        }
        UserEvents.Page page = events.page(organizationId, userId, from, PAGE_ROWS);
        UserEvents.Place last = page.last();
        String next = last == null ? null : EVENTS + last.webhookId() + ":" + last.seq();
        return new UserDataPage(userId, null, null, null, null, null, List.of(), List.of(), page.events(), next);
    }

    private static InvalidField badPlace() {
        return new InvalidField("after", "must be nextAfter of the page before");
    }

    private static long id(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw badPlace();
        }
        return Long.parseLong(text);
    }

    private ReadState readState(String organizationId, String userId) {
        return database.query(
                organizationId,
                Query.of(READ_STATE, organizationId, userId),
                row -> row.next()
                        ? new ReadState(row.getLong(1), row.getLong(2), row.getLong(3))
                        : new ReadState(0, 0, 0));
    }

    private List<KnownClient> clients(String organizationId, String userId) {
        return database.query(organizationId, Query.of(CLIENTS, organizationId, userId), row -> {
            List<KnownClient> clients = new ArrayList<>();
            while (row.next()) {
                String seenAt = Objects.requireNonNull(time(row, 4));
                clients.add(new KnownClient(row.getString(1), row.getLong(2), time(row, 3), seenAt));
            }
            return clients;
        });
    }

    private List<KeptLook> looks(String organizationId, String userId) {
        return database.query(organizationId, Query.of(LOOKS, organizationId, userId), row -> {
            List<KeptLook> looks = new ArrayList<>();
            while (row.next()) {
                looks.add(new KeptLook(
                        row.getLong(1), row.getLong(2), row.getString(3), Objects.requireNonNull(time(row, 4))));
            }
            return looks;
        });
    }

    /** Without the keys, which the browser has and nobody else needs. */
    private List<PushedBrowser> browsers(String organizationId, String userId) {
        return database.query(organizationId, Query.of(BROWSERS, organizationId, userId), row -> {
            List<PushedBrowser> browsers = new ArrayList<>();
            while (row.next()) {
                browsers.add(new PushedBrowser(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        Objects.requireNonNull(time(row, 4)),
                        Objects.requireNonNull(time(row, 5))));
            }
            return browsers;
        });
    }

    private List<KeptNotification> notifications(String organizationId, String userId, long after) {
        int limit = PAGE_ROWS + 1;
        Query query = Query.of(
                NOTIFICATIONS,
                organizationId,
                userId,
                after,
                limit,
                organizationId,
                userId,
                after,
                limit,
                userId,
                userId,
                limit);
        return database.query(organizationId, query, row -> {
            List<KeptNotification> notifications = new ArrayList<>();
            while (row.next()) {
                notifications.add(notification(row));
            }
            return notifications;
        });
    }

    private static KeptNotification notification(ResultSet row) throws SQLException {
        return new KeptNotification(
                row.getLong(1),
                row.getBoolean(2) ? "organization" : null,
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                Objects.requireNonNull(time(row, 7)),
                row.getString(8),
                time(row, 9),
                row.getString(10),
                Handover.ofNullable(row.getObject(11, Integer.class)),
                time(row, 12),
                row.getBoolean(13),
                row.getBoolean(14),
                row.getBoolean(15),
                row.getBoolean(16),
                time(row, 17),
                row.getString(18));
    }

    private static @Nullable String time(ResultSet row, int column) throws SQLException {
        Instant at = Database.instant(row, column);
        return at == null ? null : NotificationJson.isoMillis(at);
    }
}
