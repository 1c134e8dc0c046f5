package dev.carillon.outbox;

import dev.carillon.notification.Committed;
import dev.carillon.tenancy.LogUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The notifications that are published and not yet in the log. All methods block, and throw {@link LogUnavailable} if the database fails or does
 * not answer.
 */
interface Outbox {

    /**
     * Reads rows that became visible since a snapshot.
     *
     * @param since null for all
     * @param after the last row of the page before
     */
    OutboxPage page(@Nullable String since, OutboxRow after, int most);

    /**
     * Moves rows to the log, in one transaction. The result has what was moved, by organization. It leaves out rows that are
     * gone, and organizations that are locked or new, unless it waits.
     *
     * @param waits for the lock of the only organization, for a quarter of a second
     */
    Map<String, Committed> relay(List<OutboxRow> rows, boolean waits);

    /** Moves a row to those that the log cannot store. */
    void bury(OutboxRow row, String reason);

    /** Takes or renews the lease. False if another pod has it. */
    boolean takeLease(String holder, Duration length);

    /** Ends the lease of this holder, if it has it. */
    void endLease(String holder);

    /** Makes {@code carillon.publish} and whatever is scheduled obey these limits. */
    void limitTo(PublishLimits limits);

    /**
     * Moves a page of what is due to the outbox, in one transaction.
     *
     * @param since the snapshot up to which everything before the mark was moved; null if nobody knows
     */
    DuePage moveDue(@Nullable String since, DueMark after, int most);

    /** How many notifications wait: never fewer than there are, if their transactions have ended. */
    Waiting waiting();

    /** Notes how many are not waiting any more, while a sweep goes on. */
    void relieve(int moved);

    /**
     * Notes how many a sweep has left.
     *
     * @param newest the newest number before it began
     */
    void report(long newest, int left);

    /** Counts what is scheduled, for the bound. It reads an index of all of it. */
    long countScheduled();
}
