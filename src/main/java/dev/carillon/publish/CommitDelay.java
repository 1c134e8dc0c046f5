package dev.carillon.publish;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * The wait of a writer before a transaction that would be much smaller than the last one.
 *
 * <p>Clients that create again after each answer come back just after a commit. A transaction that begins at once takes
 * the first few of them. All others then wait for a commit that costs the same for few as for many, so large and small
 * transactions would alternate forever. PostgreSQL's {@code commit_delay} waits for the same reason.
 */
final class CommitDelay {

    private final long nanos;
    private final LongConsumer pause;

    CommitDelay(Duration length) {
        this(length, LockSupport::parkNanos);
    }

    /** @param pause waits the given number of nanoseconds; tests do something else meanwhile */
    CommitDelay(Duration length, LongConsumer pause) {
        this.nanos = length.toNanos();
        this.pause = pause;
    }

    /**
     * On the writer's thread. Does not wait if nothing is pending, so that a create request of an idle pod is never
     * delayed, nor if half as many are pending as were written last.
     */
    void before(int waiting, int written) {
        if (nanos > 0 && waiting > 0 && waiting < written / 2) {
            pause.accept(nanos);
        }
    }
}
