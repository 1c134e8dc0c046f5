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
import java.util.HexFormat;
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
              and is_in_log(organization_id, acknowledged, epoch)
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
     * A client that is new, or whose position is no longer in the log, begins at {@code since}; any other only shows that
     * it is still there.
     */
    private static final String REGISTER = BOUNDED.formatted("""
            insert into client_place (client_id, user_id, epoch, organization_id, since, acknowledged)
            values (?, ?, ?, ?, ?, ?)
            on conflict (organization_id, user_id, client_id) do update set
                seen_at = excluded.seen_at,
                (since, acknowledged, epoch) = (
                    select place.since, place.acknowledged, place.epoch from (values
                        (client_place.since, client_place.acknowledged, client_place.epoch, true),
                        (excluded.since, excluded.acknowledged, excluded.epoch, false)) as place
                        (since, acknowledged, epoch, known)
                    where place.known = is_in_log(
                        client_place.organization_id, client_place.acknowledged, client_place.epoch))
            returning xmax = 0 as fresh
            """);

    /**
     * Only ever forward, in whatever order acknowledgements arrive, unless the position so far is no longer in the log. No
     * row is touched if the log has no such cursor.
     */
    private static final String ACKNOWLEDGE = BOUNDED.formatted("""
            insert into client_place
                (organization_id, client_id, user_id, epoch, since, acknowledged, acknowledged_at)
            select place.* from (values (?, ?, ?, ?, 0, ?::bigint, clock_timestamp())) as place
                (organization_id, client_id, user_id, epoch, since, acknowledged, acknowledged_at)
            where is_in_log(place.organization_id, place.acknowledged, place.epoch)
            on conflict (organization_id, user_id, client_id) do update set
                (acknowledged, epoch) = (
                    select place.acknowledged, place.epoch from (values
                        (client_place.acknowledged, client_place.epoch, true),
                        (excluded.acknowledged, excluded.epoch, false)) as place (acknowledged, epoch, known)
                    where place.known = (client_place.acknowledged > excluded.acknowledged
                        and is_in_log(
                            client_place.organization_id, client_place.acknowledged, client_place.epoch))),
                acknowledged_at = excluded.acknowledged_at, seen_at = excluded.acknowledged_at
            returning xmax = 0 as fresh
            """);

    /**
     * A client that began after the notification was never meant to get it from its stream. Each user's newest client
     * comes before anybody's second one, so users who make up clients hide only their own. An acknowledgement of what is
     * no longer in the log is none.
     */
    private static final String DELIVERIES = """
            select client_id, user_id, acknowledged >= ? and is_in_log(organization_id, acknowledged, epoch), acknowledged_at
            from (
                select p.*, row_number() over (partition by user_id order by seen_at desc, client_id) as turn
                from client_place p
                where organization_id = ? and since < ? and (?::text is null or user_id = ?)
                order by turn, user_id limit ?) p
            order by turn, user_id
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

    /**
     * Empty for a client of this user that has never acknowledged or registered, or whose position is no longer in the log.
     */
    public Optional<ClientPosition> find(String organizationId, String clientId, String userId) {
        return database.query(
                organizationId,
                Query.of(FIND, organizationId, userId, clientId),
                row -> row.next()
                        ? Optional.of(new ClientPosition(
                                clientId, new Cursor(Integer.parseUnsignedInt(row.getString(1), 16), row.getLong(2))))
                        : Optional.empty());
    }

    /** Notes a client that is expected to acknowledge, beginning after {@code since}. */
    public void register(String organizationId, String clientId, String userId, Cursor since) {
        Query register = Query.of(
                REGISTER,
                clientId,
                userId,
                mark(since),
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

    /** False if the log has no such cursor. */
    boolean acknowledge(String organizationId, String clientId, String userId, Cursor position) {
        Query acknowledge = Query.of(
                ACKNOWLEDGE,
                organizationId,
                clientId,
                userId,
                mark(position),
                position.id(),
                organizationId,
                userId,
                clientId,
                otherClients(),
                organizationId,
                userId);
        return database.query(organizationId, acknowledge, this::isPut);
    }

    /** As cursors write it. */
    private static String mark(Cursor cursor) {
        return HexFormat.of().toHexDigits(cursor.mark());
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
