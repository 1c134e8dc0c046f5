package dev.carillon.access.revocation;

import dev.carillon.supervision.Refresh;
import dev.carillon.supervision.Supervised;
import dev.carillon.tenancy.LogUnavailable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Keeps {@link RevocationCache} in step with PostgreSQL: periodically, and at once after a message. */
@Singleton
public class RevocationRefresh {

    private static final Logger LOG = Logger.getLogger(RevocationRefresh.class);

    private final RevocationCache known;
    private final RevocationStore store;
    private final RevocationConfig config;
    private final Duration keepAlive;
    private final Vertx vertx;
    private final Refresh refresh;
    private long timer;

    @Inject
    RevocationRefresh(
            RevocationCache known,
            RevocationStore store,
            RevocationConfig config,
            @ConfigProperty(name = "carillon.stream.keep-alive") Duration keepAlive,
            Vertx vertx,
            @VirtualThreads ExecutorService blocking,
            MeterRegistry registry) {
        this.known = known;
        this.store = store;
        this.config = config;
        this.keepAlive = keepAlive;
        this.vertx = vertx;
        this.refresh = new Refresh(
                new Refresh.Subject(
                        "Revocations",
                        "new ones are known by message only",
                        Supervised.REVOCATION_REFRESH,
                        config.staleAfter()),
                this::load,
                blocking);
        Gauge.builder("carillon.revocations", known, RevocationCache::size)
                .description("Revoked tokens and disconnected users that this pod knows of")
                .strongReference(true)
                .register(registry);
        Gauge.builder("carillon.revocations.age", refresh, Refresh::ageSeconds)
                .description("Time since this pod last loaded the revocations from PostgreSQL")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
    }

    /** Before the first request. Until PostgreSQL has answered, tokens are answered 503. */
    void start(@Observes StartupEvent event) {
        refreshNow();
        long everyMillis = Math.min(config.refreshEvery().toMillis(), keepAlive.toMillis() / 2);
        timer = vertx.setPeriodic(Math.max(1, everyMillis), tick -> soon());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    /** From any thread; calls during a refresh share the next one. */
    void soon() {
        refresh.soon();
    }

    /** Blocks. Afterwards this pod knows everything that was committed before, unless PostgreSQL cannot be reached. */
    void refreshNow() {
        refresh.now();
    }

    private Optional<String> load() {
        try {
            known.refresh();
            return Optional.empty();
        } catch (LogUnavailable e) {
            return Optional.of(e.reason());
        }
    }

    @Scheduled(
            every = "{carillon.revocations.sweep-every}",
            delayed = "{carillon.revocations.sweep-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        known.dropExpired();
        try {
            long deleted;
            do {
                deleted = store.sweep();
            } while (deleted >= config.sweepBatch());
        } catch (LogUnavailable e) {
            LOG.warnf("Sweep of revocations failed, the next one goes on: reason=%s", e.reason());
        }
    }
}
