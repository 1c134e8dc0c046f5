package dev.carillon.broadcast;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What the broadcaster counts. Labels come from closed sets only. Counted once per frame and event loop, not per
 * client, wherever many clients get the same.
 */
final class BroadcastMetrics {

    private static final double NANOS_PER_MILLI = 1e6;
    // Around the promises: at once, the two seconds of a position check, and what an alert is about.
    private static final Duration[] DELIVERY_BOUNDS = millis(5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 15_000);
    private static final Duration[] PROBE_BOUNDS = millis(1, 2, 5, 10, 25, 50, 100, 250, 1000);

    private final MeterRegistry registry;
    private final Clock clock;
    private final Counter duplicates;
    private final Counter replaysForgotten;
    private final BusRejections rejections;
    private final Counter gaps;
    private final Counter epochs;
    private final Counter pages;
    private final Counter clears;
    private final Counter fellBehind;
    private final Counter offered;
    private final Counter live;
    private final Counter fromMemory;
    private final Counter fromDatabase;
    private final Counter published;
    private final Counter publishFailed;
    private final Counter checks;
    private final Counter checksFailed;
    private final Counter rebuilds;
    private final Timer probeDelay;
    private final Vitals vitals = new Vitals();
    private final Timer deliveryDelay;
    private final LongAdder behind = new LongAdder();
    private volatile long positionLag;
    private volatile long checkedAt = System.nanoTime();

    BroadcastMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        duplicates = counter("bus.messages.duplicate", "Bus messages for notifications that this pod already had");
        replaysForgotten = counter(
                "bus.replays.forgotten",
                "Bus messages that came too many at once to be remembered for as long as they can be replayed");
        rejections = new BusRejections(registry);
        gaps = counter("gap.repaired", "Notifications loaded because their bus message did not come");
        epochs = counter("epoch.changes", "Times that an organization's history was replaced by another");
        clears = counter(
                "recent.logs.cleared", "Recent logs given up because all of them together took too much memory");
        pages = counter("log.page.loads", "Pages loaded from the database for clients that were far behind");
        fellBehind = counter("clients.fell.behind", "Live clients whose socket was full");
        offered = counter("notifications.offered", "Deliveries due: a new notification met a client that it is for");
        String writtenIs = "Notifications written to sockets: live, or replayed from memory or from the database";
        live = counter("notifications.written", writtenIs, "source", "live");
        fromMemory = counter("notifications.written", writtenIs, "source", "memory");
        fromDatabase = counter("notifications.written", writtenIs, "source", "database");
        String publishesAre = "Messages to other pods; the position check delivers what failed";
        published = counter("bus.publishes", publishesAre, "outcome", "sent");
        publishFailed = counter("bus.publishes", publishesAre, "outcome", "failed");
        String checksAre = "Comparisons of this pod's positions with the database";
        checks = counter("position.checks", checksAre, "outcome", "done");
        checksFailed = counter("position.checks", checksAre, "outcome", "failed");
        rebuilds = counter("bus.rebuilds", "Times that the bus connections were made anew because probes were missing");
        probeDelay =
                timer("bus.probe.delay", "Time that a probe takes from this pod over Redis to itself", PROBE_BOUNDS);
        deliveryDelay = timer(
                "delivery.delay",
                "Time from the commit, by the database's clock, to the write to live sockets;"
                        + " one sample for each notification and event loop",
                DELIVERY_BOUNDS);
        gauge("clients.behind", "Clients that are not at the head: slow ones, and those that catch up", behind::sum);
        gauge(
                "position.lag",
                "Most notifications that any organization was behind at the last check",
                () -> positionLag);
        gauge("position.check.age.seconds", "Time since the database last told where organizations stand", this::age);
    }

    void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder("carillon." + name, value).description(description).register(registry);
    }

    /** Once, at start. */
    void authenticating(boolean authenticating) {
        gauge(
                "bus.authenticated",
                "1 where only messages with a MAC of this cluster are believed, 0 where whatever Redis brings is",
                () -> authenticating ? 1 : 0);
    }

    private Counter counter(String name, String description, String... tags) {
        return Counter.builder("carillon." + name)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private Timer timer(String name, String description, Duration... bounds) {
        return Timer.builder("carillon." + name)
                .description(description)
                .serviceLevelObjectives(bounds)
                .register(registry);
    }

    private static Duration[] millis(long... bounds) {
        Duration[] durations = new Duration[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            durations[i] = Duration.ofMillis(bounds[i]);
        }
        return durations;
    }

    private double age() {
        return (System.nanoTime() - checkedAt) / 1e9;
    }

    /** The same things as they are now, rather than as they have been since the start. */
    Vitals vitals() {
        return vitals;
    }

    /** A message for a notification that this pod already has: the echo of its own, or the bus doubling. */
    void duplicateMessage() {
        duplicates.increment();
    }

    /** What is skipped of that which the bus brings. */
    BusRejections rejections() {
        return rejections;
    }

    void replayForgotten() {
        replaysForgotten.increment();
    }

    /** A notification that had to be loaded because its message did not come. */
    void gapRepaired() {
        gaps.increment();
    }

    void epochChanged() {
        epochs.increment();
    }

    void recentLogCleared() {
        clears.increment();
    }

    void pageLoaded() {
        pages.increment();
    }

    /** A live client whose socket was full. */
    void fellBehind() {
        fellBehind.increment();
    }

    /** So many more clients, or fewer, are not at the head. */
    void behind(int more) {
        behind.add(more);
    }

    /** Of one frame, in one room. */
    void written(int clients) {
        offered.increment(clients);
        live.increment(clients);
    }

    /** Found clients that it is for, and cannot be written to them yet. */
    void offeredOnly(int clients) {
        offered.increment(clients);
    }

    void replayed(boolean memory) {
        (memory ? fromMemory : fromDatabase).increment();
    }

    /** The sockets of one event loop have a notification that was committed at this moment of the database's clock. */
    void delivered(long committedAtMillis) {
        // The clocks of pod and database may differ by more than the delay.
        deliveryDelay.record(Duration.ofMillis(Math.max(0, clock.millis() - committedAtMillis)));
    }

    void published() {
        published.increment();
    }

    /** A publish that did not reach Redis; the position check delivers it. */
    void publishFailed() {
        publishFailed.increment();
    }

    /** @param lag the most that any organization was behind */
    void positionChecked(long lag) {
        checks.increment();
        positionLag = lag;
        checkedAt = System.nanoTime();
    }

    void positionCheckFailed() {
        checksFailed.increment();
    }

    /** A pod without clients has nothing to compare and is never behind. */
    void nothingToCheck() {
        positionLag = 0;
        checkedAt = System.nanoTime();
    }

    void busRebuilt() {
        rebuilds.increment();
    }

    void probeReturned(Duration delay) {
        probeDelay.record(delay);
        vitals.probed(delay.toNanos() / NANOS_PER_MILLI);
    }
}
