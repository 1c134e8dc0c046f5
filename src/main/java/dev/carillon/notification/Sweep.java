package dev.carillon.notification;

import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Deletes what has outlived its time, in bounded batches, on one pod at a time. Every batch is a transaction of its
 * own: a pod that dies in the middle leaves nothing but work for the next one.
 */
@Singleton
public class Sweep {

    private static final Logger LOG = Logger.getLogger(Sweep.class);

    /** Held for the transaction only, so that no crash can leave it behind. The number says "carillon sweep" to us. */
    private static final String LOCK = "select pg_try_advisory_xact_lock(4217030)";

    // Functions of the schema, which alone may delete in all organizations.
    private static final String NOTIFICATIONS = "select sweep_notifications(make_interval(secs => ?), ?)";
    private static final String KEYS = "select sweep_idempotency_keys(make_interval(secs => ?), ?)";

    private final DataSource dataSource;
    private final NotificationConfig config;

    @Inject
    Sweep(DataSource dataSource, NotificationConfig config) {
        this.dataSource = dataSource;
        this.config = config;
    }

    @Scheduled(
            every = "{carillon.notification.sweep-every}",
            delayed = "{carillon.notification.sweep-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void scheduled() {
        try {
            long notifications = sweep(NOTIFICATIONS, config.retention());
            sweep(KEYS, config.idempotencyRetention());
            if (notifications > 0) {
                LOG.infof("Deleted what has outlived its time: notifications=%d", notifications);
            }
        } catch (SQLException e) {
            LOG.warnf("Sweep failed, the next one goes on: reason=%s", e.getMessage());
        }
    }

    private long sweep(String statement, Duration olderThan) throws SQLException {
        long total = 0;
        for (int batch = 0; batch < config.sweepBatches(); batch++) {
            long deleted = batch(statement, olderThan);
            total += Math.max(0, deleted);
            if (deleted < config.sweepBatch()) {
                break;
            }
        }
        return total;
    }

    /** Negative where another pod is at it. */
    private long batch(String sql, Duration olderThan) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement lock = connection.prepareStatement(LOCK);
                    PreparedStatement statement = Tenancy.prepare(connection, Tenancy.NO_ORGANIZATION, sql)) {
                if (!single(lock).equals("t")) {
                    connection.rollback();
                    return -1;
                }
                statement.setDouble(1, (double) olderThan.toSeconds());
                statement.setInt(2, config.sweepBatch());
                long deleted = Long.parseLong(single(statement));
                connection.commit();
                return deleted;
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static String single(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }
}
