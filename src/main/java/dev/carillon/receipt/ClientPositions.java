package dev.carillon.receipt;

import dev.carillon.sse.Cursor;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.tenancy.Query;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The acknowledged cursors in PostgreSQL: one row per client, however much it has received. All methods block. */
@Singleton
public class ClientPositions {

    private static final Logger LOG = Logger.getLogger(ClientPositions.class);

    private static final String FIND = """
            select epoch, acknowledged from client_place
            where organization_id = ? and user_id = ? and client_id = ?
            """;

    /**
     * Wraps an insert that returns a row, true if it is new. Then the user's clients that were not seen for longest go,
     * so that no user has more than {@code max-per-user}. Two at once may leave one too many, which the next removes.
     */
    private static final String BOUNDED = """
            with put as (%s), gone as (
                delete from client_place p using (
                    select client_id from client_place
                    where organization_id = ? and user_id = ? and client_id <> ? and exists (select from put where fresh)
                    order by seen_at desc offset ?) oldest
                where p.organization_id = ? and p.user_id = ? and p.client_id = oldest.client_id
                returning 1)
            select (select count(*) from put), (select count(*) from gone)
            """;

    /**
     * A client that is new, or of another epoch, begins at {@code since}; any other only shows that it is still there.
     */
    private static final String REGISTER = BOUNDED.formatted("""
            insert into client_place (client_id, user_id, epoch, organization_id, since, acknowledged)
            values (?, ?, ?, ?, ?, ?)
            on conflict (organization_id, user_id, client_id) do update set
                seen_at = excluded.seen_at,
                since = case when client_place.epoch = excluded.epoch
                        then client_place.since else excluded.since end,
                acknowledged = case when client_place.epoch = excluded.epoch
                        then client_place.acknowledged else excluded.acknowledged end,
                epoch = excluded.epoch
            returning xmax = 0 as fresh
            """);

    /**
     * Only ever forward, in whatever order acknowledgements arrive, and never beyond the head. No row is touched if the
     * cursor is of another epoch.
     */
    private static final String ACKNOWLEDGE = BOUNDED.formatted("""
            insert into client_place
                (organization_id, client_id, user_id, epoch, since, acknowledged, acknowledged_at)
            select o.id, ?, ?, ?, 0, ?, clock_timestamp()
            from organization o where o.id = ? and o.head >= ? and history_epoch() = ?
            on conflict (organization_id, user_id, client_id) do update set
                epoch = excluded.epoch,
                acknowledged = case when client_place.epoch = excluded.epoch
                        then greatest(client_place.acknowledged, excluded.acknowledged)
                        else excluded.acknowledged end,
                acknowledged_at = excluded.acknowledged_at, seen_at = excluded.acknowledged_at
            returning xmax = 0 as fresh
            """);

    /**
     * A client that began after the notification was never meant to get it from its stream. Each user's newest client
     * comes before anybody's second one, so users who make up clients hide only their own.
     */
    private static final String DELIVERIES = """
            select client_id, user_id, acknowledged >= ?, acknowledged_at from client_place
            where organization_id = ? and epoch = (select history_epoch()) and since < ?
              and (?::text is null or user_id = ?)
            order by row_number() over (partition by user_id order by seen_at desc, client_id), user_id limit ?
            """;

    // A function of the schema, which may delete in all organizations.
    private static final String FORGET = "select sweep_client_positions(make_interval(secs => ?), ?)";

    private final Database database;
    private final ReceiptConfig config;
    private final ReceiptMetrics metrics;

    @Inject
    ClientPositions(Database database, ReceiptConfig config, ReceiptMetrics metrics) {
        this.database = database;
        this.config = config;
        this.metrics = metrics;
    }

    /** Empty for a client of this user that has never acknowledged or registered. */
    public Optional<ClientPosition> find(String organizationId, String clientId, String userId) {
        return database.query(
                organizationId,
                Query.of(FIND, organizationId, userId, clientId),
                row -> row.next()
                        ? Optional.of(new ClientPosition(clientId, new Cursor(row.getString(1), row.getLong(2))))
                        : Optional.empty());
    }

    /** Notes a client that is expected to acknowledge, beginning after {@code since}. */
    public void register(String organizationId, String clientId, String userId, Cursor since) {
        Query register = Query.of(
                REGISTER,
                clientId,
                userId,
                since.epoch(),
                organizationId,
                since.id(),
                since.id(),
                organizationId,
                userId,
                clientId,
                otherClients(),
                organizationId,
                userId);
        database.query(organizationId, register, this::isPut);
    }

    /** False if the cursor is of another epoch or ahead of the head. */
    boolean acknowledge(String organizationId, String clientId, String userId, Cursor position) {
        Query acknowledge = Query.of(
                ACKNOWLEDGE,
                clientId,
                userId,
                position.epoch(),
                position.id(),
                organizationId,
                position.id(),
                position.epoch(),
                organizationId,
                userId,
                clientId,
                otherClients(),
                organizationId,
                userId);
        return database.query(organizationId, acknowledge, this::isPut);
    }

    private int otherClients() {
        return Math.max(0, config.maxPerUser() - 1);
    }

    /** Reads the result of {@link #BOUNDED}. */
    private boolean isPut(ResultSet row) throws SQLException {
        row.next();
        metrics.replaced(row.getLong(2));
        return row.getLong(1) == 1;
    }

    /** @param userId only this user's clients; null for all of the organization */
    public List<Delivery> deliveries(String organizationId, long notificationId, @Nullable String userId, int limit) {
        Query query = Query.of(DELIVERIES, notificationId, organizationId, notificationId, userId, userId, limit);
        return database.query(organizationId, query, row -> {
            List<Delivery> deliveries = new ArrayList<>();
            while (row.next()) {
                deliveries.add(
                        new Delivery(row.getString(1), row.getString(2), row.getBoolean(3), Database.instant(row, 4)));
            }
            return deliveries;
        });
    }

    @Scheduled(
            every = "{carillon.receipt.sweep-every}",
            delayed = "{carillon.receipt.sweep-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forgetOld() {
        try {
            long total = 0;
            for (int batch = 0; batch < config.sweepBatches(); batch++) {
                long forgotten = forgetBatch();
                total += forgotten;
                if (forgotten < config.sweepBatch()) {
                    break;
                }
            }
            LOG.debugf("Forgot clients that did not come back: positions=%d", total);
        } catch (LogUnavailable e) {
            LOG.warnf("Positions could not be swept, the next sweep goes on: reason=%s", e.reason());
        }
    }

    private long forgetBatch() {
        return database.query(
                Database.NO_ORGANIZATION, Query.of(FORGET, config.keepPositions(), config.sweepBatch()), row -> {
                    row.next();
                    return row.getLong(1);
                });
    }
}
