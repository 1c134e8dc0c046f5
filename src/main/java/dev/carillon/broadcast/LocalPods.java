package dev.carillon.broadcast;

import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.DatabaseConfig;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.tenancy.Query;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the pods that work without Redis on this database. Only one may: two have no bus between them, so each would
 * deliver the other's commits only at a position check.
 *
 * <p>Each of them holds an advisory lock that all of them may share, on a connection of its own, and looks in PostgreSQL's list for
 * other holders. PostgreSQL releases the lock of a pod that was killed as soon as it sees the connection end.
 * Pods with Redis hold nothing, and look for holders.
 */
@Singleton
class LocalPods {

    private static final Logger LOG = Logger.getLogger(LocalPods.class);

    // Any number that nobody else locks: "carillon" in ASCII.
    private static final long LOCK = 0x636172696c6c6f6eL;
    private static final Query HOLD = Query.of("select pg_advisory_lock_shared(" + LOCK + ")");
    private static final Query RELEASE = Query.of("select pg_advisory_unlock_shared(" + LOCK + ")");
    private static final Query COUNT = Query.of("select count(*) from pg_locks where locktype = 'advisory' and granted"
            + " and database = (select oid from pg_database where datname = current_database())"
            + " and (classid::bigint << 32 | objid::bigint) = " + LOCK);

    // The interval of the position check: a later notice would come after the late notification.
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    // A pod with the bus delivers by itself. The notice concerns users of the other pod.
    private static final Duration INTERVAL_FROM_BUS = Duration.ofSeconds(10);

    private final Database database;
    private final Vertx vertx;
    private final ExecutorService blocking;
    private final boolean serves;
    private final boolean pooled;
    private volatile boolean local = true;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile int known;
    private volatile boolean stopped;
    private Database.@Nullable Session held;
    private long timer;

    /** @param serves false for a command beside the pod, which has no clients */
    @Inject
    LocalPods(
            Database database,
            Vertx vertx,
            @VirtualThreads ExecutorService blocking,
            MeterRegistry registry,
            DatabaseConfig config,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean serves) {
        this.database = database;
        this.vertx = vertx;
        this.blocking = blocking;
        this.serves = serves;
        this.pooled = config.pooled();
        Gauge.builder("carillon.bus.local.pods", this, pods -> pods.known)
                .description("Pods that work without Redis on this database: a mistake if there is any other pod")
                .strongReference(true)
                .register(registry);
    }

    /** Once, if this pod works without Redis. */
    void watch() {
        begin(INTERVAL);
    }

    /** Once, if this pod has the bus: a pod without it on the same database is found too. */
    void watchFromBus() {
        local = false;
        begin(INTERVAL_FROM_BUS);
    }

    private void begin(Duration interval) {
        if (pooled && local) {
            // The lock would stay with a connection that belongs to somebody else a moment later.
            LOG.warn("Another pod without Redis on this database would not be noticed (carillon.database.pooled=true)");
        } else if (serves) {
            timer = vertx.setPeriodic(interval.toMillis(), tick -> blocking.execute(this::look));
        }
    }

    /** Whether no other pod was there when this one last looked. From any thread. */
    boolean isOnlyOne() {
        return known <= 1;
    }

    private void look() {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        try {
            tell(count());
        } catch (LogUnavailable e) {
            // Every user of PostgreSQL reports the outage. The lock is taken again afterwards.
            LOG.debugf("Other pods could not be counted: reason=%s", e.reason());
            giveBack();
        } finally {
            looking.set(false);
        }
    }

    private synchronized int count() {
        if (stopped) {
            return 0;
        }
        if (!local) {
            return database.statement(COUNT, LocalPods::number);
        }
        if (held == null) {
            held = database.session();
            held.statement(HOLD, row -> true);
        }
        return held.statement(COUNT, LocalPods::number);
    }

    private static int number(ResultSet row) throws SQLException {
        return row.next() ? row.getInt(1) : 0;
    }

    private void tell(int count) {
        int expected = local ? 1 : 0;
        if (count > expected && known <= expected && !local) {
            LOG.warnf(
                    "A pod works on this database without Redis: pods=%d; neither side hears the other, so each delivers what"
                            + " the other commits only when it compares positions (carillon.bus.type=local is for one pod)",
                    count);
        } else if (count > expected && known <= expected) {
            LOG.warnf(
                    "Another pod works on this database without Redis: pods=%d; each delivers what the others commit only"
                            + " when it compares positions (carillon.bus.type=local is for one pod)",
                    count);
        } else if (count <= expected && known > expected) {
            LOG.info(local ? "This is the only pod again" : "No pod works without Redis anymore");
        }
        known = count;
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        vertx.cancelTimer(timer);
        giveBack();
    }

    /** A connection goes back to the pool without the lock: its next user would hold it. */
    private synchronized void giveBack() {
        if (held == null) {
            return;
        }
        try (Database.Session session = held) {
            held = null;
            session.statement(RELEASE, row -> true);
        } catch (LogUnavailable gone) {
            // The lock has gone with its connection.
        }
    }
}
