package dev.carillon.inbox;

import dev.carillon.identity.Caller;
import dev.carillon.notification.LogPosition;
import dev.carillon.notification.NotificationJson;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the statements that read, inside a transaction. */
@Singleton
class InboxReader {

    private final EntityManager entities;
    private final InboxConfig config;

    @Inject
    InboxReader(EntityManager entities, InboxConfig config) {
        this.entities = entities;
        this.config = config;
    }

    InboxPage page(Caller caller, InboxQuery query) {
        // One more than asked for tells whether there is a further page.
        int wanted = query.limit() + 1;
        List<InboxNotification> rows = rows(list(statement(query.statement(), caller), query, wanted), 0);
        if (rows.size() < wanted && query.mayBeOlder()) {
            rows = rows(list(everywhere(query.statement(), caller), query, wanted), 0);
        }
        boolean more = rows.size() > query.limit();
        List<InboxNotification> page = more ? rows.subList(0, query.limit()) : rows;
        return new InboxPage(page, more ? page.get(page.size() - 1).id() : null);
    }

    Optional<InboxNotification> one(Caller caller, long id) {
        Query query = statement(InboxStatements.ONE, caller).setParameter("id", id);
        return rows(query, 0).stream().findFirst();
    }

    UnreadCount unreadCount(Caller caller) {
        return unreadCount(caller.organizationId(), caller.userId());
    }

    UnreadCount unreadCount(String organizationId, String userId) {
        Object[] row = unreadRow(InboxStatements.UNREAD_COUNT, organizationId, userId);
        if ((Boolean) row[7]) {
            row = unreadRow(InboxStatements.UNREAD_COUNT_OF_MUTING, organizationId, userId);
        }
        return new UnreadCount(
                number(row[1]), number(row[4]), number(row[5]), number(row[0]), number(row[2]), number(row[6]));
    }

    private Object[] unreadRow(String sql, String organizationId, String userId) {
        return (Object[]) statement(sql, organizationId, userId, false)
                .setParameter("max", config.countMax())
                .getSingleResult();
    }

    InboxSnapshot snapshot(Caller caller, InboxQuery query) {
        String sql = InboxStatements.SNAPSHOT;
        List<?> rows = snapshotRows(statement(sql, caller), query);
        if ((Boolean) ((Object[]) rows.get(0))[7]) {
            sql = InboxStatements.SNAPSHOT_OF_MUTING;
            rows = snapshotRows(statement(sql, caller), query);
        }
        if (rows.size() < query.limit()) {
            rows = snapshotRows(everywhere(sql, caller), query);
        }
        Object[] first = (Object[]) rows.get(0);
        List<InboxNotification> newest = new ArrayList<>();
        for (Object row : rows) {
            // The outer join keeps the count where there is nothing to list.
            if (((Object[]) row)[8] != null) {
                newest.add(notification((Object[]) row, 8));
            }
        }
        LogPosition head = new LogPosition(number(first[3]), ((Number) first[0]).intValue());
        UnreadCount counts = new UnreadCount(
                number(first[2]), number(first[4]), number(first[5]), number(first[1]), head.id(), number(first[6]));
        return new InboxSnapshot(head, counts, newest);
    }

    private List<?> snapshotRows(Query statement, InboxQuery query) {
        return list(statement.setParameter("max", config.countMax()), query, query.limit())
                .getResultList();
    }

    private static Query list(Query statement, InboxQuery query, int limit) {
        return statement
                .setParameter("before", query.before())
                .setParameter("types", query.types().array())
                .setParameter("limit", limit);
    }

    /** In the organization's newest segments, as far as the statement is about lists. */
    private Query statement(String sql, Caller caller) {
        return statement(sql, caller, false);
    }

    private Query everywhere(String sql, Caller caller) {
        return statement(sql, caller, true);
    }

    private Query statement(String sql, Caller caller, boolean everywhere) {
        return statement(sql, caller.organizationId(), caller.userId(), everywhere);
    }

    private Query statement(String sql, String organizationId, String userId, boolean everywhere) {
        return entities.createNativeQuery(sql)
                .setParameter("organization", organizationId)
                .setParameter("user", userId)
                .setParameter("everywhere", everywhere);
    }

    private static List<InboxNotification> rows(Query query, int first) {
        List<InboxNotification> notifications = new ArrayList<>();
        for (Object row : query.getResultList()) {
            notifications.add(notification((Object[]) row, first));
        }
        return notifications;
    }

    private static InboxNotification notification(Object[] row, int first) {
        return new InboxNotification(
                number(row[first]),
                (String) row[first + 1],
                (String) row[first + 2],
                (String) row[first + 3],
                (String) row[first + 4],
                (Boolean) row[first + 9],
                NotificationJson.isoMillis((Instant) row[first + 5]),
                (Boolean) row[first + 12] ? true : null,
                (Boolean) row[first + 10] ? true : null,
                (String) row[first + 6],
                row[first + 7] == null ? null : NotificationJson.isoMillis((Instant) row[first + 7]),
                (String) row[first + 8],
                (String) row[first + 13],
                row[first + 11] == null ? null : NotificationJson.isoMillis((Instant) row[first + 11]));
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}
