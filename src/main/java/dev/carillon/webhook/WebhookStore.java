package dev.carillon.webhook;

import dev.carillon.notification.NotificationJson;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The endpoints in PostgreSQL. Blocks; never on an event loop. */
@Singleton
class WebhookStore {

    private static final String FIELDS = """
            e.id, e.url, e.description, e.events, e.types, e.created_by, e.created_at, e.disabled_at is null, e.disabled_by,
            (select count(*) from (
                select from webhook_delivery d
                where d.organization_id = e.organization_id and d.endpoint_id = e.id and d.state = 'waiting'
                limit ?) d),
            e.failures, e.missed_at, case when e.former_until > clock_timestamp() then e.former_until end
            """;

    /** The newest entry of the log: an endpoint gets what comes later. */
    private static final String HEAD = "coalesce((select h.id from log_heads(array[?]) h), 0)";

    /** Counts and inserts in one statement. Two at once may exceed the limit by one, which is harmless. */
    private static final String CREATE = """
            with e as (
                insert into webhook_endpoint
                    (organization_id, id, url, description, events, types, secret, created_by, position)
                select ?, ?, ?, ?, ?, ?, ?, ?, HEAD
                where (select count(*) from webhook_endpoint where organization_id = ?) < ?
                returning *)
            select FIELDS from e
            """.replace("HEAD", HEAD).replace("FIELDS", FIELDS);

    private static final String LIST =
            "select " + FIELDS + " from webhook_endpoint e where e.organization_id = ? order by e.created_at, e.id";

    private static final String FIND =
            "select " + FIELDS + " from webhook_endpoint e where e.organization_id = ? and e.id = ?";

    private static final String CHANGE = """
            with e as (
                update webhook_endpoint w set
                    url = coalesce(?, w.url), events = coalesce(?, w.events), types = coalesce(?, w.types),
                    description = coalesce(?, w.description),
                    position = case when ? and w.disabled_at is not null then HEAD else w.position end,
                    disabled_at = case when ? then null when ? then coalesce(w.disabled_at, clock_timestamp())
                        else w.disabled_at end,
                    disabled_by = case when ? then null when ? then coalesce(w.disabled_by, ?) else w.disabled_by end,
                    hold_until = null, failures = 0
                where w.organization_id = ? and w.id = ? returning w.*)
            select FIELDS from e
            """.replace("HEAD", HEAD).replace("FIELDS", FIELDS);

    private static final String DELETE = "delete from webhook_endpoint where organization_id = ? and id = ?";

    private static final String ROTATE = """
            update webhook_endpoint
            set former_secret = secret, former_until = clock_timestamp() + make_interval(secs => ?), secret = ?
            where organization_id = ? and id = ? returning former_until
            """;

    private final Database database;
    private final int maxWaiting;

    @Inject
    WebhookStore(Database database, WebhookConfig config) {
        this.database = database;
        this.maxWaiting = config.maxWaiting();
    }

    /** Empty if the organization has {@code max} endpoints already. */
    Optional<Webhook> create(NewEndpoint endpoint, int max) {
        Query create = Query.of(
                CREATE,
                endpoint.organizationId(),
                endpoint.id(),
                endpoint.url(),
                endpoint.description(),
                endpoint.events(),
                endpoint.types(),
                endpoint.secret(),
                endpoint.createdBy(),
                endpoint.organizationId(),
                endpoint.organizationId(),
                max,
                maxWaiting);
        return database.query(endpoint.organizationId(), create, WebhookStore::first);
    }

    /** An endpoint that is to be created, with its secret sealed. */
    record NewEndpoint(
            String organizationId,
            String id,
            String url,
            String description,
            String[] events,
            String[] types,
            byte[] secret,
            String createdBy) {}

    List<Webhook> list(String organizationId) {
        return database.query(organizationId, Query.of(LIST, maxWaiting, organizationId), row -> {
            List<Webhook> webhooks = new ArrayList<>();
            while (row.next()) {
                webhooks.add(webhook(row));
            }
            return webhooks;
        });
    }

    Optional<Webhook> find(String organizationId, String id) {
        return database.query(organizationId, Query.of(FIND, maxWaiting, organizationId, id), WebhookStore::first);
    }

    /** Empty if there is no such endpoint. A failing endpoint is tried again at once. */
    Optional<Webhook> change(
            String organizationId, String id, WebhookChange change, String @Nullable [] events, String by) {
        boolean enables = Boolean.TRUE.equals(change.enabled());
        boolean disables = Boolean.FALSE.equals(change.enabled());
        Query query = Query.of(
                CHANGE,
                change.url(),
                events,
                change.types() == null ? null : WebhookFields.types(change.types()),
                change.description(),
                enables,
                organizationId,
                enables,
                disables,
                enables,
                disables,
                by,
                organizationId,
                id,
                maxWaiting);
        return database.query(organizationId, query, WebhookStore::first);
    }

    boolean delete(String organizationId, String id) {
        return database.transaction(
                organizationId, transaction -> transaction.update(Query.of(DELETE, organizationId, id)) > 0);
    }

    /** Until when the former secret signs, too; empty if there is no such endpoint. */
    Optional<Instant> rotate(String organizationId, String id, byte[] secret, Duration overlap) {
        Query rotate = Query.of(ROTATE, overlap, secret, organizationId, id);
        return database.query(
                organizationId,
                rotate,
                row -> row.next() ? Optional.ofNullable(Database.instant(row, 1)) : Optional.empty());
    }

    private static Optional<Webhook> first(ResultSet row) throws SQLException {
        return row.next() ? Optional.of(webhook(row)) : Optional.empty();
    }

    private static Webhook webhook(ResultSet row) throws SQLException {
        return new Webhook(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                texts(row, 4).toList(),
                texts(row, 5).map(TypePattern::shown).toList(),
                row.getString(6),
                Objects.requireNonNull(time(row, 7)),
                row.getBoolean(8),
                row.getString(9),
                row.getLong(10),
                row.getInt(11),
                time(row, 12),
                time(row, 13));
    }

    private static Stream<String> texts(ResultSet row, int column) throws SQLException {
        return Stream.of((String[]) row.getArray(column).getArray());
    }

    private static @Nullable String time(ResultSet row, int column) throws SQLException {
        Instant at = Database.instant(row, column);
        return at == null ? null : NotificationJson.isoMillis(at);
    }
}
