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
import java.util.Locale;
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
    private final Map<RejectReason, Counter> rejected = new EnumMap<>(RejectReason.class);
    private final Map<PollEnd, Counter> polls = new EnumMap<>(PollEnd.class);
    private final Timer duration;

    /** How a poll ends. */
    private enum PollEnd {
        /** With something. */
        SERVED,
        /** With nothing, because its time was up. */
        EMPTY,
        /** By the client, without an answer. */
        ABANDONED
    }

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
        for (RejectReason rejection : RejectReason.values()) {
            rejected.put(
                    rejection,
                    Counter.builder("carillon.streams.refused")
                            .description("Streams rejected with retry and close, to reconnect later or elsewhere")
                            .tag("reason", rejection.label())
                            .register(registry));
        }
        for (PollEnd end : PollEnd.values()) {
            polls.put(
                    end,
                    Counter.builder("carillon.polls")
                            .description("Polls that have ended")
                            .tag("end", end.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        duration = Timer.builder("carillon.connection.duration")
                .description("How long streams were open")
                .serviceLevelObjectives(DURATION_BOUNDS)
                .register(registry);
    }

    void rejected(RejectReason rejection) {
        count(rejected, rejection);
    }

    /** An answered or abandoned poll is no stream that has ended. */
    void closed(PollClient client) {
        PollEnd answered = client.wasServed() ? PollEnd.SERVED : PollEnd.EMPTY;
        count(polls, client.isAnswered() ? answered : PollEnd.ABANDONED);
    }

    void closed(StreamClient client) {
        count(disconnects, client.reason());
        duration.record(Duration.ofNanos(client.loop().nanoTime() - client.openedAt()));
    }

    private static <K> void count(Map<K, Counter> counters, K key) {
        Objects.requireNonNull(counters.get(key)).increment();
    }
}
