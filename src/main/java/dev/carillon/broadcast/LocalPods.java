package dev.carillon.broadcast;

import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.DatabaseConfig;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.tenancy.Query;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.health.api.Wellness;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds pods on this database that do not hear this one. A pod without Redis has to be the only one: without a common bus, a pod
 * delivers what another has committed only when it compares positions.
 *
 * <p>A pod without Redis holds an advisory lock that all of them may share, on a connection of its own, and looks in
 * PostgreSQL's list for other holders. Pods with Redis look, too. They hold nothing while there is no such pod; as soon as
 * they find one, each holds a second lock, which the pod without Redis finds. PostgreSQL releases the lock of a pod that was
 * killed as soon as it sees the connection end.
 */
// The group of checks is a qualifier, beside which the default one has to be named.
@Default
@Wellness
@Singleton
class LocalPods implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(LocalPods.class);

    // Any numbers that nobody else locks: "carillon" in ASCII, and the next one.
    private static final long WITHOUT_REDIS = 0x636172696c6c6f6eL;
    private static final long WITH_REDIS = WITHOUT_REDIS + 1;
    private static final Query COUNT = Query.of("""
            select count(*) filter (where lock = ?), count(*) filter (where lock = ?)
            from (select classid::bigint << 32 | objid::bigint as lock from pg_locks
                where locktype = 'advisory' and granted
                and database = (select oid from pg_database where datname = current_database())) held
            """, WITHOUT_REDIS, WITH_REDIS);
    // The connection holds no other one.
    private static final Query RELEASE = Query.of("select pg_advisory_unlock_all()");

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
    private volatile Found known = Found.NOBODY;
    private volatile boolean stopped;
    private Database.@Nullable Session held;
    private long timer;

    /** How many pods of each kind hold their lock. A pod with Redis does so only beside one without. */
    private record Found(int withoutRedis, int withRedis) {

        static final Found NOBODY = new Found(0, 0);

        static Found of(ResultSet row) throws SQLException {
            return row.next() ? new Found(row.getInt(1), row.getInt(2)) : NOBODY;
        }

        int unheardBy(boolean local) {
            return local ? Math.max(0, withoutRedis - 1) + withRedis : withoutRedis;
        }
    }

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
        Gauge.builder("carillon.bus.local.pods", this, pods -> pods.known.withoutRedis())
                .description("Pods that work without Redis on this database: a mistake if there is any other pod")
                .strongReference(true)
                .register(registry);
        Gauge.builder("carillon.bus.unheard.pods", this, LocalPods::unheard)
                .description("Other pods on this database that are known to have no bus in common with this one")
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

    /** How many pods were there, when this one last looked, that do not hear it. From any thread. */
    int unheard() {
        return known.unheardBy(local);
    }

    /** Never down: this pod serves its clients all the same. */
    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("pods without a common bus")
                .up()
                .withData("pods", unheard())
                .build();
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

    private synchronized Found count() {
        if (stopped) {
            return Found.NOBODY;
        }
        if (local) {
            return hold(WITHOUT_REDIS).statement(COUNT, Found::of);
        }
        // Over the connection with the lock, so that its end is seen.
        Found found = held == null ? database.statement(COUNT, Found::of) : held.statement(COUNT, Found::of);
        if (found.withoutRedis() > 0 && !pooled) {
            hold(WITH_REDIS);
        } else {
            giveBack();
        }
        return found;
    }

    private Database.Session hold(long lock) {
        Database.Session session = held;
        if (session == null) {
            session = database.session();
            held = session;
            session.statement(Query.of("select pg_advisory_lock_shared(?)", lock), row -> true);
        }
        return session;
    }

    private void tell(Found found) {
        int count = found.unheardBy(local);
        boolean news = count > 0 && unheard() == 0;
        if (news && local && found.withRedis() == 0) {
            LOG.warnf(
                    "Another pod works on this database without Redis: pods=%d; each delivers what the others commit only"
                            + " when it compares positions (carillon.bus.type=local is for one pod)",
                    found.withoutRedis());
        } else if (news && local) {
            LOG.warnf(
                    "Pods with Redis work on this database, and this pod has none: pods=%d; neither side hears the other, so"
                            + " each delivers what the other commits only when it compares positions"
                            + " (carillon.bus.type=local is for one pod)",
                    found.withRedis());
        } else if (news) {
            LOG.warnf(
                    "A pod works on this database without Redis: pods=%d; neither side hears the other, so each delivers what"
                            + " the other commits only when it compares positions (carillon.bus.type=local is for one pod)",
                    count);
        } else if (count == 0 && unheard() > 0) {
            LOG.info(local ? "This is the only pod again" : "No pod works without Redis anymore");
        }
        known = found;
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
