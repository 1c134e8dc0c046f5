package dev.carillon.webhook;

import dev.carillon.outgoing.Target;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Finds the hand-over of a notification to each endpoint of its organization. Blocks. */
@Singleton
public class DueEvents {

    // An organization has few endpoints (carillon.webhooks.max-per-organization), and each one event of this kind.
    private static final String FIND = """
            select FIELDS, e.id, e.url, e.created_at, 'notification.due' = any (e.events),
                   cardinality(e.types) = 0 or ? like any (e.types), e.disabled_at, e.disabled_by, e.position, e.is_full,
                   case when e.hold_until > clock_timestamp() then e.hold_until end, d.queued_at, d.looked_at, d.looked_by,
                   case when d.state in ('planned', 'waiting') and d.lane <> '' then (
                       select handover_needless(n, d.lane) from notification n
                       where n.organization_id = d.organization_id and n.segment = d.segment and n.id = d.notification_id)
                   end
            from webhook_endpoint e
            left join webhook_delivery d on d.organization_id = e.organization_id and d.endpoint_id = e.id
                and d.event = 'notification.due' and d.notification_id = ?
            where e.organization_id = ? order by e.created_at, e.id
            """.replace("FIELDS", DeliveryStore.FIELDS);

    private final Database database;
    private final Duration keep;

    @Inject
    DueEvents(Database database, WebhookConfig config) {
        this.database = database;
        this.keep = config.keep();
    }

    /** How long settled events are kept. */
    public Duration keep() {
        return keep;
    }

    /** @param type of the notification */
    public List<DueEvent> of(String organizationId, long notificationId, String type) {
        Query find = Query.of(FIND, DeliveryStore.LOGGED_ATTEMPTS, type, notificationId, organizationId);
        return database.query(organizationId, find, row -> {
            List<DueEvent> found = new ArrayList<>();
            while (row.next()) {
                found.add(event(row));
            }
            return found;
        });
    }

    private static DueEvent event(ResultSet row) throws SQLException {
        DueEvent.State state = row.getString(1) == null
                ? null
                : new DueEvent.State(
                        DeliveryStore.delivery(row),
                        Objects.requireNonNull(Database.instant(row, 22)),
                        Database.instant(row, 10),
                        Database.instant(row, 23),
                        row.getString(24),
                        row.getString(25));
        return new DueEvent(
                row.getString(12),
                Target.parse(row.getString(13)).map(Target::host).orElse(""),
                Objects.requireNonNull(Database.instant(row, 14)),
                row.getBoolean(15),
                row.getBoolean(16),
                Database.instant(row, 17),
                row.getString(18),
                row.getLong(19),
                row.getBoolean(20),
                Database.instant(row, 21),
                state);
    }
}
