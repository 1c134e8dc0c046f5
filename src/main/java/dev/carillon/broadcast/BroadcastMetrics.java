package dev.carillon.broadcast;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** Measures how a pod keeps its organizations' logs complete. From any thread. */
final class BroadcastMetrics {

    private final MeterRegistry registry;
    private final Counter duplicates;
    private final Counter gaps;
    private final Counter forks;
    private final Counter foreign;
    private final Counter proofs;
    private final Counter confirmations;
    private final Counter userPages;
    private final Counter comparisons;
    private final Counter pages;
    private final Counter clears;
    private final Counter checks;
    private final Counter checksFailed;
    private volatile long positionLag;
    private volatile long checkedAt = System.nanoTime();

    BroadcastMetrics(MeterRegistry registry) {
        this.registry = registry;
        duplicates = counter("bus.messages.duplicate", "Bus messages for notifications that this pod already had");
        gaps = counter("gap.repaired", "Notifications loaded because their bus message did not come");
        forks = counter("history.forks", "Forks of an organization's history that this pod found");
        foreign = counter("bus.messages.forked", "Bus messages for notifications that do not follow this pod's head");
        proofs = counter("cursors.proved", "Cursors that the database was asked about");
        confirmations = counter(
                "log.confirmations", "Questions to the database whether this pod has everything, for new streams");
        userPages = counter("log.user.page.loads", "Pages loaded for one user who was very far behind");
        comparisons = counter(
                "position.comparisons", "Comparisons of all positions of this pod with the database, in slices");
        clears =
                counter("recent.logs.cleared", "Recent logs cleared because all of them together took too much memory");
        pages = counter("log.page.loads", "Pages loaded from the database for clients that were far behind");
        String checksAre = "Comparisons of this pod's positions with the database";
        checks = counter("position.checks", checksAre, "outcome", "done");
        checksFailed = counter("position.checks", checksAre, "outcome", "failed");
        gauge(
                "position.lag",
                "Largest lag of any organization at the last position check, in notifications",
                () -> positionLag);
        gauge("position.check.age.seconds", "Time since the last successful position check", this::age);
    }

    void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder("carillon." + name, value).description(description).register(registry);
    }

    private Counter counter(String name, String description, String... tags) {
        return Counter.builder("carillon." + name)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private double age() {
        return (System.nanoTime() - checkedAt) / 1e9;
    }

    /** A message for a notification that this pod already has: the echo of its own, or one that the bus doubled. */
    void duplicateMessage() {
        duplicates.increment();
    }

    /** A notification that had to be loaded because its message did not come. */
    void gapRepaired() {
        gaps.increment();
    }

    void historyForked() {
        forks.increment();
    }

    /** A message that another history sent, or that this pod, being in another history, cannot use. */
    void foreignMessage() {
        foreign.increment();
    }

    /** Cursors that are asked about in one statement. */
    void cursorsProved(int cursors) {
        proofs.increment(cursors);
    }

    /** One question for all clients of an organization that have come since the last one. */
    void logConfirmed() {
        confirmations.increment();
    }

    void userPageLoaded() {
        userPages.increment();
    }

    void positionsCompared() {
        comparisons.increment();
    }

    void recentLogCleared() {
        clears.increment();
    }

    void pageLoaded() {
        pages.increment();
    }

    /** @param lag the largest of any organization, in notifications */
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
}
