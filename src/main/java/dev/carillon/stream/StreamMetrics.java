package dev.carillon.stream;

import dev.carillon.fanout.DisconnectReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The metrics of connections. Labels come from closed sets only. */
@Singleton
@Startup
class StreamMetrics {

    // From a page that is left at once to the maximum age of a connection.
    private static final Duration[] DURATION_BOUNDS = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofMinutes(30),
        Duration.ofHours(1)
    };

    private final Map<DisconnectReason, Counter> disconnects = new EnumMap<>(DisconnectReason.class);
    private final Map<RejectReason, Counter> refused = new EnumMap<>(RejectReason.class);
    private final Timer duration;

    @Inject
    StreamMetrics(MeterRegistry registry, StreamConfig config) {
        Gauge.builder("carillon.clients.limit", config::maxPerPod)
                .description("Maximum number of clients on this pod")
                .register(registry);
        for (DisconnectReason reason : DisconnectReason.values()) {
            disconnects.put(
                    reason,
                    Counter.builder("carillon.disconnects")
                            .description("Streams that have ended")
                            .tag("reason", reason.label())
                            .register(registry));
        }
        for (RejectReason refusal : RejectReason.values()) {
            refused.put(
                    refusal,
                    Counter.builder("carillon.streams.refused")
                            .description("Streams rejected with retry and close, to reconnect later or elsewhere")
                            .tag("reason", refusal.label())
                            .register(registry));
        }
        duration = Timer.builder("carillon.connection.duration")
                .description("How long streams were open")
                .serviceLevelObjectives(DURATION_BOUNDS)
                .register(registry);
    }

    void refused(RejectReason refusal) {
        Objects.requireNonNull(refused.get(refusal)).increment();
    }

    void closed(StreamClient client) {
        Objects.requireNonNull(disconnects.get(client.reason())).increment();
        duration.record(Duration.ofNanos(client.loop().nanoTime() - client.openedAt()));
    }
}
