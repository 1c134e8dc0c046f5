package dev.carillon.preference;

import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.supervision.Refresh;
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
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Keeps {@link PodPreferences} in step with PostgreSQL: periodically, and at once after a message of another pod. */
@Singleton
class PreferenceRefresh {

    private static final String TOPIC = "preferences";

    private final PodPreferences known;
    private final PreferenceConfig config;
    private final NotificationBroadcaster broadcaster;
    private final Duration keepAlive;
    private final Vertx vertx;
    private final Refresh refresh;
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
        this.refresh = new Refresh(
                new Refresh.Subject(
                        "Preferences", "streams obey older ones", Supervised.PREFERENCE_REFRESH, config.staleAfter()),
                this::load,
                blocking);
        Gauge.builder("carillon.preferences.age", refresh, Refresh::ageSeconds)
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
        timer = vertx.setPeriodic(Math.max(1, everyMillis), tick -> refresh.soon());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
        broadcaster.podMessages().ignore(TOPIC);
    }

    /** Blocks. Preferences of this organization were stored: this pod obeys them now, the others are told. */
    void changed(String organizationId) {
        refresh.now();
        broadcaster.podMessages().tell(TOPIC, organizationId.getBytes(StandardCharsets.UTF_8));
    }

    private void hear(byte[] message) {
        // Without anybody of the organization here, the next turn is early enough.
        if (known.holds(new String(message, StandardCharsets.UTF_8))) {
            refresh.soon();
        }
    }

    private Optional<String> load() {
        try {
            known.refresh();
            return Optional.empty();
        } catch (LogUnavailable e) {
            return Optional.of(e.reason());
        }
    }
}
