package dev.carillon.canary;

import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.publish.NotificationPublisher;
import dev.carillon.socket.NettyLoop;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.tenancy.Query;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts and ends the canary with the pod, and removes its old notifications, which nobody will read. */
@Singleton
class CanaryStart {

    private static final Logger LOG = Logger.getLogger(CanaryStart.class);

    // 60 rounds of each pod lie between, so the table has some hundred rows more than carillon.canary.keep.
    private static final Duration TRIM = Duration.ofMinutes(10);

    private final CanaryConfig config;
    private final Database database;
    private final boolean serves;
    private @Nullable Canary canary;
    private long timer;

    /** @param serves false for a command beside the pod */
    @Inject
    CanaryStart(
            CanaryConfig config,
            Database database,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean serves) {
        this.config = config;
        this.database = database;
        this.serves = serves;
    }

    void start(
            @Observes StartupEvent event,
            Vertx vertx,
            @VirtualThreads ExecutorService blocking,
            NotificationPublisher publisher,
            NotificationBroadcaster broadcaster,
            MeterRegistry registry,
            @ConfigProperty(name = "carillon.pod-name") String podName) {
        if (config.limit().compareTo(config.every()) >= 0) {
            throw new ConfigurationException("carillon.canary.limit must be shorter than carillon.canary.every");
        }
        NettyLoop loop = NettyLoop.next(vertx);
        CanaryMetrics metrics = new CanaryMetrics(registry, loop::nanoTime);
        if (!config.enabled() || !serves) {
            return;
        }
        metrics.running(true);
        canary = new Canary(publisher, broadcaster, config, metrics, loop, podName);
        canary.start();
        timer = vertx.setPeriodic(TRIM.toMillis(), tick -> blocking.execute(this::trim));
    }

    private void trim() {
        try {
            database.statement(Query.of("select trim_canary(?)", config.keep()), row -> true);
        } catch (LogUnavailable e) {
            LOG.debugf("Old notifications of the canary stay for now: reason=%s", e.reason());
        }
    }

    /** Before the drain: a pod that stops must not look like one that fails. */
    void stop(@Observes ShutdownDelayInitiatedEvent event, Vertx vertx) {
        if (canary != null) {
            canary.stop();
            vertx.cancelTimer(timer);
        }
    }
}
