package dev.carillon.outbox;

import java.time.Duration;

/**
 * Tells the database how much is waiting, for the bounds that {@code carillon.publish} checks there, and the metrics. Not
 * shared between threads.
 */
final class Backlog {

    /** The bound may be reached that much too early, by what was published and relayed in between. */
    private static final long REPORT_NANOS = Duration.ofSeconds(1).toNanos();

    /** A million takes a tenth of a second to count. */
    private static final long COUNT_NANOS = Duration.ofSeconds(30).toNanos();

    private final Outbox outbox;
    private final PublishLimits limits;
    private final OutboxMetrics metrics;
    private boolean reports;
    private long newest;
    private long reportedAt;
    private long countedAt;

    Backlog(Outbox outbox, PublishLimits limits, OutboxMetrics metrics, long now) {
        this.outbox = outbox;
        this.limits = limits;
        this.metrics = metrics;
        forget(now);
    }

    /** Reports and counts with the next sweep. */
    void forget(long now) {
        reportedAt = now - REPORT_NANOS;
        countedAt = now - COUNT_NANOS;
    }

    /** Before a sweep. Rows that get a higher number afterwards are not counted as relayed by it. */
    void before(long now) {
        reports = now - reportedAt >= REPORT_NANOS;
        if (reports) {
            reportedAt = now;
            Waiting waiting = outbox.waiting();
            newest = waiting.newest();
            metrics.waiting(waiting.notifications(), limits.outbox().maxWaiting());
        }
    }

    /** After it. */
    void after(int left, long now) {
        if (reports) {
            outbox.report(newest, left);
        }
        if (now - countedAt >= COUNT_NANOS) {
            countedAt = now;
            metrics.scheduled(outbox.countScheduled(), limits.schedule().maxTotal());
        }
    }
}
