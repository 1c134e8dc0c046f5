package dev.carillon.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.notification.NotificationJson;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import dev.carillon.webhook.WebhookDelivery.WebhookAttempt;
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

/** An endpoint's events, for its owner: listed, sent for a test, queued again. Blocks; never on an event loop. */
@Singleton
class DeliveryStore {

    /** In one transaction, which locks the lanes of all. */
    static final int MAX_REPLAYED = 10_000;

    // As many as an event may have by default, and some of an earlier replay.
    static final int LOGGED_ATTEMPTS = 20;

    /** As {@link #delivery} reads them, from the first column on. Its parameter is {@link #LOGGED_ATTEMPTS}. */
    static final String FIELDS = """
            d.message_id, d.event, nullif(nullif(d.lane, ''), '~test'), d.notification_id, d.occurred_at, d.state, d.attempts,
            d.status, d.reason, d.settled_at,
            (select json_agg(json_build_object(
                'at', to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'status', a.status,
                'reason', a.reason, 'tookMs', a.took_ms) order by a.at)
             from (
                select * from webhook_attempt a
                where a.organization_id = d.organization_id and a.endpoint_id = d.endpoint_id and a.seq = d.seq
                order by a.at desc limit ?) a)
            """;

    private static final String PAGE = """
            select FIELDS from webhook_delivery d
            where d.organization_id = ? and d.endpoint_id = ? and (?::text is null or d.state = ?)
              and (?::text is null or d.seq < (
                select b.seq from webhook_delivery b
                where b.organization_id = ? and b.endpoint_id = ? and b.message_id = ?))
            order by d.seq desc limit ?
            """.replace("FIELDS", FIELDS);

    /** In a lane of its own, so that nothing that waits is in its way. */
    private static final String TEST = """
            with d as (
                insert into webhook_delivery (organization_id, endpoint_id, lane, event, occurred_at)
                select e.organization_id, e.id, '~test', ?, clock_timestamp() from webhook_endpoint e
                where e.organization_id = ? and e.id = ? and e.disabled_at is null
                returning *
            ), l as (
                insert into webhook_lane as l (organization_id, endpoint_id, lane, due_at)
                select d.organization_id, d.endpoint_id, d.lane, clock_timestamp() from d
                on conflict (organization_id, endpoint_id, lane) do update set due_at = l.due_at)
            select FIELDS from d
            """.replace("FIELDS", FIELDS);

    /** A lane that is there keeps its time, which may be the end of a lease. */
    private static final String REPLAY = """
            with again as (
                update webhook_delivery d
                set state = 'waiting', attempts = 0, queued_at = clock_timestamp(), settled_at = null, status = null,
                    reason = null
                where d.organization_id = ? and d.endpoint_id = ? and d.seq in (
                    select o.seq from webhook_delivery o
                    where o.organization_id = ? and o.endpoint_id = ? and o.state = any (?)
                      and (?::text is null or o.message_id = ?)
                      and (?::timestamptz is null or o.occurred_at >= ?)
                    order by o.seq limit ?)
                returning lane
            ), opened as (
                insert into webhook_lane as l (organization_id, endpoint_id, lane, due_at)
                select ?, ?, a.lane, clock_timestamp() from (select distinct lane from again) a order by a.lane
                on conflict (organization_id, endpoint_id, lane) do update set due_at = l.due_at)
            select count(*) from again
            """;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database database;

    @Inject
    DeliveryStore(Database database) {
        this.database = database;
    }

    /** @param before the id of the last event of the page before; null for the newest */
    WebhookDeliveries page(
            String organizationId, String endpointId, @Nullable String state, @Nullable String before, int limit) {
        Query page = Query.of(
                PAGE,
                LOGGED_ATTEMPTS,
                organizationId,
                endpointId,
                state,
                state,
                before,
                organizationId,
                endpointId,
                before,
                limit + 1);
        return database.query(organizationId, page, row -> {
            List<WebhookDelivery> deliveries = new ArrayList<>();
            while (row.next()) {
                if (deliveries.size() == limit) {
                    return new WebhookDeliveries(
                            deliveries, deliveries.get(limit - 1).id());
                }
                deliveries.add(delivery(row));
            }
            return new WebhookDeliveries(deliveries, null);
        });
    }

    /** Empty if there is no such endpoint, or it is disabled. */
    Optional<WebhookDelivery> test(String organizationId, String endpointId) {
        Query test = Query.of(TEST, WebhookEvent.TEST, organizationId, endpointId, LOGGED_ATTEMPTS);
        return database.query(organizationId, test, row -> row.next() ? Optional.of(delivery(row)) : Optional.empty());
    }

    /**
     * How many were queued again, at most {@link #MAX_REPLAYED}.
     *
     * @param states only those that are settled
     */
    long replay(
            String organizationId,
            String endpointId,
            List<String> states,
            @Nullable String delivery,
            @Nullable Instant since) {
        Query replay = Query.of(
                REPLAY,
                organizationId,
                endpointId,
                organizationId,
                endpointId,
                states.toArray(String[]::new),
                delivery,
                delivery,
                since,
                since,
                MAX_REPLAYED,
                organizationId,
                endpointId);
        return database.query(organizationId, replay, row -> {
            row.next();
            return row.getLong(1);
        });
    }

    static WebhookDelivery delivery(ResultSet row) throws SQLException {
        return new WebhookDelivery(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getObject(4, Long.class),
                NotificationJson.isoMillis(Objects.requireNonNull(Database.instant(row, 5))),
                row.getString(6),
                row.getInt(7),
                row.getObject(8, Integer.class),
                row.getString(9),
                settled(row),
                attempts(row.getString(11)));
    }

    private static @Nullable String settled(ResultSet row) throws SQLException {
        Instant at = Database.instant(row, 10);
        return at == null ? null : NotificationJson.isoMillis(at);
    }

    private static List<WebhookAttempt> attempts(@Nullable String json) {
        if (json == null) {
            return List.of();
        }
        try {
            return JSON.readValue(json, new TypeReference<List<WebhookAttempt>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL writes JSON", e);
        }
    }
}
