package dev.carillon.publish;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * The moment that a writer waits before a transaction that would be much smaller than the one before it.
 *
 * <p>Callers who wait for their answers before they create again come back just after a commit. A transaction that is
 * begun at once takes the first few of them and makes all others wait for a commit that costs the same for few as for
 * many, so one large transaction and one small one would follow each other for ever. PostgreSQL's {@code commit_delay}
 * waits for the same reason.
 */
final class CommitDelay {

    private final long nanos;
    private final LongConsumer pause;

    CommitDelay(Duration length) {
        this(length, LockSupport::parkNanos);
    }

    /** @param pause waits for so many nanoseconds; in tests, something else happens meanwhile */
    CommitDelay(Duration length, LongConsumer pause) {
        this.nanos = length.toNanos();
        this.pause = pause;
    }

    /**
     * On the thread of the writer. Where nobody waits there is nothing to begin, so that a create of an idle pod never
     * comes here; where half as many wait as were written, enough have come back.
     */
    void before(int waiting, int written) {
        if (nanos > 0 && waiting > 0 && waiting < written / 2) {
            pause.accept(nanos);
        }
    }
}
