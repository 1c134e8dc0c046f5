package dev.carillon.stream;

import dev.carillon.broadcast.DisconnectReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What is counted of connections. Labels come from closed sets only. */
@Singleton
class StreamMetrics {

    private final Map<DisconnectReason, Counter> disconnects = new EnumMap<>(DisconnectReason.class);
    private final Timer duration;
    private final MeterRegistry registry;

    @Inject
    StreamMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (DisconnectReason reason : DisconnectReason.values()) {
            disconnects.put(reason, registry.counter("carillon.disconnects", "reason", reason.label()));
        }
        duration = registry.timer("carillon.connection.duration");
    }

    /** @param reason {@code drain}, {@code busy} or {@code pod_full} */
    void refused(String reason) {
        registry.counter("carillon.streams.refused", "reason", reason).increment();
    }

    void closed(StreamClient client) {
        disconnects.get(client.reason()).increment();
        duration.record(Duration.ofNanos(client.loop().nanoTime() - client.openedAt()));
    }
}
