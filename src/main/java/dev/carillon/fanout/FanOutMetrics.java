package dev.carillon.fanout;

import dev.carillon.insight.LiveStats;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.stream.LongStream;

/**
 * Counts the frames that channel shards write. Frames for many clients are counted once per event loop, not per client.
 * From any thread.
 */
public final class FanOutMetrics {

    // Close together near the promises: at once (microseconds), within the two seconds of a position check, before the
    // alert.
    private static final Duration[] DELIVERY_BOUNDS = LongStream.of(
                    500,
                    1000,
                    2000,
                    5000,
                    10_000,
                    25_000,
                    50_000,
                    100_000,
                    250_000,
                    500_000,
                    1_000_000,
                    2_500_000,
                    5_000_000,
                    15_000_000)
            .mapToObj(micros -> Duration.of(micros, ChronoUnit.MICROS))
            .toArray(Duration[]::new);

    private final Clock clock;
    private final LiveStats liveStats;
    private final Counter fellBehind;
    private final Counter turnsEnded;
    private final Counter offered;
    private final Counter live;
    private final Counter fromMemory;
    private final Counter fromDatabase;
    private final Timer deliveryDelay;

    public FanOutMetrics(MeterRegistry registry, Clock clock, LiveStats liveStats) {
        this.clock = clock;
        this.liveStats = liveStats;
        fellBehind = counter(registry, "clients.fell.behind", "Live clients whose socket was full");
        turnsEnded = counter(
                registry,
                "loop.turns.ended",
                "Turns of an event loop that ended with more to write for an organization, so that others got theirs");
        offered = counter(
                registry,
                "notifications.offered",
                "Deliveries due: one for each new notification and client that it is for");
        String writtenIs = "Notifications written to sockets: live, or replayed from memory or from the database";
        live = counter(registry, "notifications.written", writtenIs, "source", "live");
        fromMemory = counter(registry, "notifications.written", writtenIs, "source", "memory");
        fromDatabase = counter(registry, "notifications.written", writtenIs, "source", "database");
        deliveryDelay = Timer.builder("carillon.delivery.delay")
                .description("Time from the commit, by the database's clock, to the write to live sockets;"
                        + " one sample for each notification and event loop")
                .serviceLevelObjectives(DELIVERY_BOUNDS)
                .register(registry);
        Gauge.builder("carillon.clients.behind", liveStats, LiveStats::clientsBehind)
                .description("Clients that are not at the head because they are slow or catching up")
                .strongReference(true)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description, String... tags) {
        return Counter.builder("carillon." + name)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /** An organization has more to write than one turn of an event loop allows. */
    void turnEnded() {
        turnsEnded.increment();
    }

    /** A live client whose socket was full. */
    void fellBehind() {
        fellBehind.increment();
    }

    /** One more client (1), or one fewer (-1), is not at the head. */
    void behind(int difference) {
        liveStats.behind(difference);
    }

    /** One channel shard has written the frame to this many clients. */
    public void written(Frame frame, int clients) {
        offered.increment(clients);
        live.increment(clients);
        liveStats.written(clients, clock.millis() - frame.createdAtMillis());
    }

    /** Deliveries that are due but cannot be written yet. */
    void offeredOnly(int clients) {
        offered.increment(clients);
    }

    void replayed(boolean memory) {
        (memory ? fromMemory : fromDatabase).increment();
    }

    /** One event loop has flushed the frame to its sockets. */
    public void delivered(Frame frame) {
        // The clocks of pod and database may differ by more than the delay.
        deliveryDelay.record(Duration.ofMillis(Math.max(0, clock.millis() - frame.createdAtMillis())));
    }
}
