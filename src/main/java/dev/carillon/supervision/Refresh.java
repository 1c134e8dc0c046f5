package dev.carillon.supervision;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Keeps a copy in step with its source: one load at a time. Says once in the log that the copy is too old, and once that it is up to
 * date again. From any thread.
 */
public final class Refresh {

    private static final Logger LOG = Logger.getLogger(Refresh.class);

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Subject subject;
    private final Source source;
    private final Executor blocking;
    private final AtomicInteger wanted = new AtomicInteger();
    // A virtual thread that waits for it lets its carrier go.
    private final ReentrantLock loading = new ReentrantLock();
    private volatile long loadedAt = System.nanoTime();
    private boolean stale;

    /**
     * The copy.
     *
     * @param name in the log
     * @param consequence of a copy that is too old, for the log
     * @param staleAfter the age from which it is too old
     */
    public record Subject(String name, String consequence, Supervised task, Duration staleAfter) {}

    /** Loads the copy. Blocks. */
    @FunctionalInterface
    public interface Source {

        /** Empty if it was loaded, or else the reason why it could not be. */
        Optional<String> load();
    }

    /** @param blocking runs the loads that nobody waits for */
    public Refresh(Subject subject, Source source, Executor blocking) {
        this.subject = subject;
        this.source = source;
        this.blocking = blocking;
    }

    /** Calls during a load share the next one. */
    public void soon() {
        if (wanted.getAndIncrement() == 0) {
            blocking.execute(() -> {
                int answered;
                do {
                    answered = wanted.get();
                    // An exception would leave the count above 0, and no load would follow.
                    subject.task().run(this::now);
                } while (!wanted.compareAndSet(answered, 0));
            });
        }
    }

    /** Blocks. Afterwards the copy has everything that was committed before, unless the source cannot be reached. */
    public void now() {
        loading.lock();
        try {
            long askedAt = System.nanoTime();
            Optional<String> failure = source.load();
            if (failure.isEmpty()) {
                loadedAt = askedAt;
                if (stale) {
                    stale = false;
                    LOG.infof("%s are up to date again", subject.name());
                }
            } else if (!stale && ageSeconds() > subject.staleAfter().toSeconds()) {
                stale = true;
                LOG.warnf(
                        "%s are stale, %s: ageSeconds=%d reason=%s",
                        subject.name(), subject.consequence(), (long) ageSeconds(), failure.get());
            }
        } finally {
            loading.unlock();
        }
    }

    /** Time since the last load that succeeded began. */
    public double ageSeconds() {
        return (System.nanoTime() - loadedAt) / NANOS_PER_SECOND;
    }
}
