package dev.carillon.receipt;

import dev.carillon.notification.LogUnavailable;
import dev.carillon.notification.Tenancy;
import dev.carillon.sse.Cursor;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** The positions in PostgreSQL: one row for each client, whatever it has received. All methods block. */
@Singleton
public class ClientPositions {

    private static final Logger LOG = Logger.getLogger(ClientPositions.class);

    private static final String FIND = """
            select user_id, epoch, acknowledged from client_position where organization_id = ? and client_id = ?
            """;

    /** A client that is new begins at {@code since}; one that is known only shows that it is still there. */
    private static final String REGISTER = """
            insert into client_position (organization_id, client_id, user_id, epoch, since, acknowledged)
            values (?, ?, ?, ?, ?, ?)
            on conflict (organization_id, client_id) do update set
                seen_at = excluded.seen_at,
                since = case when client_position.epoch = excluded.epoch
                        then client_position.since else excluded.since end,
                acknowledged = case when client_position.epoch = excluded.epoch
                        then client_position.acknowledged else excluded.acknowledged end,
                epoch = excluded.epoch
            where client_position.user_id = excluded.user_id
            """;

    /**
     * Only ever forward, whatever order acknowledgements arrive in, and never beyond the head; no row is touched where
     * the client is another user's or the position of another history.
     */
    private static final String ACKNOWLEDGE = """
            insert into client_position
                (organization_id, client_id, user_id, epoch, since, acknowledged, acknowledged_at)
            select o.id, ?, ?, ?, 0, ?, clock_timestamp()
            from organization o where o.id = ? and o.head >= ? and history_epoch() = ?
            on conflict (organization_id, client_id) do update set
                epoch = excluded.epoch,
                acknowledged = case when client_position.epoch = excluded.epoch
                        then greatest(client_position.acknowledged, excluded.acknowledged)
                        else excluded.acknowledged end,
                acknowledged_at = excluded.acknowledged_at, seen_at = excluded.acknowledged_at
            where client_position.user_id = excluded.user_id
            """;

    /** A client that began after the notification was never meant to get it from its stream. */
    private static final String DELIVERIES = """
            select client_id, user_id, acknowledged >= ?, acknowledged_at from client_position
            where organization_id = ? and epoch = (select history_epoch()) and since < ?
              and (?::text is null or user_id = ?)
            order by user_id, client_id limit ?
            """;

    private static final String FORGET = """
            delete from client_position where (organization_id, client_id) in (
                select organization_id, client_id from client_position
                where seen_at < clock_timestamp() - make_interval(secs => ?) limit ?)
            """;

    private final DataSource dataSource;
    private final ReceiptConfig config;

    @Inject
    ClientPositions(DataSource dataSource, ReceiptConfig config) {
        this.dataSource = dataSource;
        this.config = config;
    }

    /** Empty for a client that has never acknowledged nor asked to be waited for. */
    public Optional<ClientPosition> find(String organizationId, String clientId) {
        return run(organizationId, FIND, statement -> {
            statement.setString(1, organizationId);
            statement.setString(2, clientId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new ClientPosition(
                                clientId, row.getString(1), new Cursor(row.getString(2), row.getLong(3))))
                        : Optional.empty();
            }
        });
    }

    /** Notes a client from whom acknowledgements are expected, beginning behind {@code since}. */
    public void register(String organizationId, String clientId, String userId, Cursor since) {
        run(organizationId, REGISTER, statement -> {
            statement.setString(1, organizationId);
            statement.setString(2, clientId);
            statement.setString(3, userId);
            statement.setString(4, since.epoch());
            statement.setLong(5, since.id());
            statement.setLong(6, since.id());
            return statement.executeUpdate();
        });
    }

    /** False where the client is somebody else's, or the position is none of this history. */
    boolean acknowledge(String organizationId, String clientId, String userId, Cursor position) {
        return run(organizationId, ACKNOWLEDGE, statement -> {
            statement.setString(1, clientId);
            statement.setString(2, userId);
            statement.setString(3, position.epoch());
            statement.setLong(4, position.id());
            statement.setString(5, organizationId);
            statement.setLong(6, position.id());
            statement.setString(7, position.epoch());
            return statement.executeUpdate() == 1;
        });
    }

    /** @param userId only this user's clients; null for all of the organization */
    public List<Delivery> deliveries(String organizationId, long notificationId, String userId, int limit) {
        return run(organizationId, DELIVERIES, statement -> {
            statement.setLong(1, notificationId);
            statement.setString(2, organizationId);
            statement.setLong(3, notificationId);
            statement.setString(4, userId);
            statement.setString(5, userId);
            statement.setInt(6, limit);
            try (ResultSet row = statement.executeQuery()) {
                List<Delivery> deliveries = new ArrayList<>();
                while (row.next()) {
                    OffsetDateTime at = row.getObject(4, OffsetDateTime.class);
                    Instant acknowledgedAt = at == null ? null : at.toInstant();
                    deliveries.add(new Delivery(row.getString(1), row.getString(2), row.getBoolean(3), acknowledgedAt));
                }
                return deliveries;
            }
        });
    }

    @Scheduled(every = "{carillon.receipt.sweep-every}", delayed = "{carillon.receipt.sweep-every}")
    void forgetOld() {
        try {
            int forgotten = run(Tenancy.EVERY_ORGANIZATION, FORGET, statement -> {
                statement.setDouble(1, config.keepPositions().toSeconds());
                statement.setInt(2, config.sweepBatch());
                return statement.executeUpdate();
            });
            LOG.debugf("Forgot clients that did not come back: positions=%d", forgotten);
        } catch (LogUnavailable e) {
            LOG.warnf(
                    "Positions could not be swept, the next sweep goes on: reason=%s",
                    e.getCause().getMessage());
        }
    }

    private <T> T run(String organizationId, String sql, Work<T> work) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = Tenancy.prepare(connection, organizationId, sql)) {
            return work.with(statement);
        } catch (SQLException e) {
            throw new LogUnavailable(e);
        }
    }

    private interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }
}
