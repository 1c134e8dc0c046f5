package dev.carillon.notification;

import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.tenancy.Query;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Deletes old notifications and idempotency keys in bounded batches, on one pod at a time. Every batch is a transaction of
 * its own, so a pod that dies in the middle only leaves work for the next sweep.
 */
@Singleton
public class RetentionSweep {

    private static final Logger LOG = Logger.getLogger(RetentionSweep.class);

    /** Held for the transaction only, so that no crash can leave it behind. The number is arbitrary and identifies this sweep. */
    private static final String LOCK = "select pg_try_advisory_xact_lock(4217030)";

    // Functions of the schema, because only these may delete in all organizations.
    private static final String NOTIFICATIONS = "select sweep_notifications(make_interval(secs => ?), ?)";
    private static final String KEYS = "select sweep_idempotency_keys(make_interval(secs => ?), ?)";

    private final Database database;
    private final NotificationConfig config;

    @Inject
    RetentionSweep(Database database, NotificationConfig config) {
        this.database = database;
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
                LOG.infof("Deleted notifications past their retention: notifications=%d", notifications);
            }
        } catch (LogUnavailable e) {
            LOG.warnf("Retention sweep failed, the next sweep continues: reason=%s", e.reason());
        }
    }

    private long sweep(String statement, Duration olderThan) {
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

    /** Negative if another pod is deleting. */
    private long batch(String sql, Duration olderThan) {
        return database.transaction(
                Database.NO_ORGANIZATION,
                transaction -> transaction.query(Query.of(LOCK), RetentionSweep::isTrue)
                        ? transaction.query(Query.of(sql, olderThan, config.sweepBatch()), RetentionSweep::number)
                        : -1L);
    }

    private static boolean isTrue(ResultSet row) throws SQLException {
        return row.next() && row.getBoolean(1);
    }

    private static long number(ResultSet row) throws SQLException {
        row.next();
        return row.getLong(1);
    }
}
