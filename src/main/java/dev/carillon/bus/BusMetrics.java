package dev.carillon.bus;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Counts what goes over the bus. From any thread. */
public final class BusMetrics {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final Duration[] PROBE_BOUNDS = LongStream.of(1, 2, 5, 10, 25, 50, 100, 250, 1000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final BusRejectionCounter rejectionCounter;
    private final Counter replaysForgotten;
    private final Counter published;
    private final Counter publishFailed;
    private final Counter rebuilds;
    private final Timer probeDelay;
    private final DoubleConsumer onProbe;

    /** @param onProbe is given the milliseconds that each probe took */
    public BusMetrics(MeterRegistry registry, DoubleConsumer onProbe) {
        this.registry = registry;
        this.onProbe = onProbe;
        rejectionCounter = new BusRejectionCounter(registry);
        replaysForgotten = counter(
                "bus.replays.forgotten",
                "Accepted bus messages that were forgotten, for lack of room, while a replay was still possible");
        String publishesAre = "Messages to other pods; the position check delivers what failed";
        published = counter("bus.publishes", publishesAre, "outcome", "sent");
        publishFailed = counter("bus.publishes", publishesAre, "outcome", "failed");
        rebuilds = counter("bus.rebuilds", "Times that the bus connections were replaced because probes were missing");
        probeDelay = Timer.builder("carillon.bus.probe.delay")
                .description("Time that a probe takes from this pod over Redis to itself")
                .serviceLevelObjectives(PROBE_BOUNDS)
                .register(registry);
    }

    private Counter counter(String name, String description, String... tags) {
        return Counter.builder("carillon." + name)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder("carillon." + name, value).description(description).register(registry);
    }

    /** Once, at start. */
    public void authenticating(boolean authenticating) {
        gauge(
                "bus.authenticated",
                "1 if only messages with a MAC of this cluster are accepted, 0 if every message from Redis is",
                () -> authenticating ? 1 : 0);
    }

    /** Once, at start. */
    public void delivering(ChannelBus bus) {
        gauge("bus.delivering", "1 while this pod hears itself over Redis, else 0", () -> bus.isDelivering() ? 1 : 0);
    }

    /** Once, at start. */
    void pendingBytes(ByteBudget budget) {
        gauge("bus.pending.bytes", "Bytes of the messages that wait for Redis to take them", budget::taken);
    }

    /** The messages from the bus that were rejected. */
    public BusRejectionCounter rejectionCounter() {
        return rejectionCounter;
    }

    void replayForgotten() {
        replaysForgotten.increment();
    }

    void published() {
        published.increment();
    }

    /** A publish that did not reach Redis; the position check delivers it. */
    void publishFailed() {
        publishFailed.increment();
    }

    void busRebuilt() {
        rebuilds.increment();
    }

    void probeReturned(Duration delay) {
        probeDelay.record(delay);
        onProbe.accept(delay.toNanos() / NANOS_PER_MILLI);
    }
}
