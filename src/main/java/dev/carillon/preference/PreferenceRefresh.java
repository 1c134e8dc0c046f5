package dev.carillon.preference;

import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.supervision.Supervised;
import dev.carillon.tenancy.LogUnavailable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Keeps {@link PodPreferences} in step with PostgreSQL: periodically, and at once after a message of another pod. */
@Singleton
class PreferenceRefresh {

    private static final Logger LOG = Logger.getLogger(PreferenceRefresh.class);

    private static final String TOPIC = "preferences";
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final PodPreferences known;
    private final PreferenceConfig config;
    private final NotificationBroadcaster broadcaster;
    private final Duration keepAlive;
    private final Vertx vertx;
    private final ExecutorService blocking;
    private final AtomicInteger wanted = new AtomicInteger();
    private volatile long refreshedAt = System.nanoTime();
    private volatile boolean stale;
    private long timer;

    @Inject
    PreferenceRefresh(
            PodPreferences known,
            PreferenceConfig config,
            NotificationBroadcaster broadcaster,
            @ConfigProperty(name = "carillon.stream.keep-alive") Duration keepAlive,
            Vertx vertx,
            @VirtualThreads ExecutorService blocking,
            MeterRegistry registry) {
        this.known = known;
        this.config = config;
        this.broadcaster = broadcaster;
        this.keepAlive = keepAlive;
        this.vertx = vertx;
        this.blocking = blocking;
        Gauge.builder("carillon.preferences.age", this, PreferenceRefresh::ageSeconds)
                .description("Time since this pod last asked PostgreSQL for changed preferences")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
    }

    void start(@Observes StartupEvent event) {
        broadcaster.podMessages().listen(TOPIC, this::hear);
        broadcaster.podMessages().addDisconnectListener((organizationId, userId, credential) -> {
            if (userId != null) {
                known.leave(organizationId, userId);
            }
        });
        long everyMillis = Math.min(config.refreshEvery().toMillis(), keepAlive.toMillis() / 2);
        timer = vertx.setPeriodic(Math.max(1, everyMillis), tick -> soon());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
        broadcaster.podMessages().ignore(TOPIC);
    }

    /** Blocks. Preferences of this organization were stored: this pod obeys them now, the others are told. */
    void changed(String organizationId) {
        refreshNow();
        broadcaster.podMessages().tell(TOPIC, organizationId.getBytes(StandardCharsets.UTF_8));
    }

    private void hear(byte[] message) {
        // Without anybody of the organization here, the next turn is early enough.
        if (known.holds(new String(message, StandardCharsets.UTF_8))) {
            soon();
        }
    }

    /** From any thread; calls during a refresh share the next one. */
    private void soon() {
        if (wanted.getAndIncrement() == 0) {
            blocking.execute(() -> {
                int answered;
                do {
                    answered = wanted.get();
                    // An exception would leave the count above 0, and no refresh would follow.
                    Supervised.PREFERENCE_REFRESH.run(this::refreshNow);
                } while (!wanted.compareAndSet(answered, 0));
            });
        }
    }

    private void refreshNow() {
        long askedAt = System.nanoTime();
        try {
            known.refresh();
            refreshedAt = askedAt;
            if (stale) {
                stale = false;
                LOG.info("Preferences are up to date again");
            }
        } catch (LogUnavailable e) {
            if (!stale && ageSeconds() > config.staleAfter().toSeconds()) {
                stale = true;
                LOG.warnf(
                        "Preferences are stale, streams obey older ones: ageSeconds=%d reason=%s",
                        (long) ageSeconds(), e.reason());
            }
        }
    }

    private double ageSeconds() {
        return (System.nanoTime() - refreshedAt) / NANOS_PER_SECOND;
    }
}
