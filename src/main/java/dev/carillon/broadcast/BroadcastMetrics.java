package dev.carillon.broadcast;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;

/** What the broadcaster counts. Labels come from closed sets only. */
final class BroadcastMetrics {

    private static final double NANOS_PER_MILLI = 1e6;

    private final MeterRegistry registry;
    private final Counter duplicates;
    private final Counter unknown;
    private final Counter gaps;
    private final Counter epochs;
    private final Counter pages;
    private final Counter fellBehind;
    private final Counter live;
    private final Counter replayed;
    private final Counter published;
    private final Counter publishFailed;
    private final Counter checks;
    private final Counter checksFailed;
    private final Counter rebuilds;
    private final Timer probeDelay;
    private final Vitals vitals = new Vitals();

    BroadcastMetrics(MeterRegistry registry) {
        this.registry = registry;
        duplicates = registry.counter("carillon.bus.messages.duplicate");
        unknown = registry.counter("carillon.bus.messages.unknown");
        gaps = registry.counter("carillon.gap.repaired");
        epochs = registry.counter("carillon.epoch.changes");
        pages = registry.counter("carillon.log.page.loads");
        fellBehind = registry.counter("carillon.clients.fell.behind");
        live = registry.counter("carillon.notifications.written", "source", "live");
        replayed = registry.counter("carillon.notifications.written", "source", "replay");
        published = registry.counter("carillon.bus.publishes", "outcome", "sent");
        publishFailed = registry.counter("carillon.bus.publishes", "outcome", "failed");
        checks = registry.counter("carillon.position.checks", "outcome", "done");
        checksFailed = registry.counter("carillon.position.checks", "outcome", "failed");
        rebuilds = registry.counter("carillon.bus.rebuilds");
        probeDelay = registry.timer("carillon.bus.probe.delay");
    }

    void gauge(String name, Supplier<Number> value) {
        registry.gauge(name, this, self -> value.get().doubleValue());
    }

    /** The same things as they are now, rather than as they have been since the start. */
    Vitals vitals() {
        return vitals;
    }

    /** A message for a notification that this pod already has: the echo of its own, or the bus doubling. */
    void duplicateMessage() {
        duplicates.increment();
    }

    /** A message of another version, or no message at all. */
    void unknownMessage() {
        unknown.increment();
    }

    /** A notification that had to be loaded because its message did not come. */
    void gapRepaired() {
        gaps.increment();
    }

    void epochChanged() {
        epochs.increment();
    }

    void pageLoaded() {
        pages.increment();
    }

    /** A live client whose socket was full. */
    void fellBehind() {
        fellBehind.increment();
    }

    void written(int clients) {
        live.increment(clients);
    }

    void replayed() {
        replayed.increment();
    }

    void published() {
        published.increment();
    }

    /** A publish that did not reach Redis; the position check delivers it. */
    void publishFailed() {
        publishFailed.increment();
    }

    void positionChecked(boolean done) {
        (done ? checks : checksFailed).increment();
    }

    void busRebuilt() {
        rebuilds.increment();
    }

    void probeReturned(Duration delay) {
        probeDelay.record(delay);
        vitals.probed(delay.toNanos() / NANOS_PER_MILLI);
    }
}
