package dev.carillon.supervision;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * A kind of tasks that event loops, timers and writers run. A failure of one is counted, logged at most once a minute for
 * each kind, and ends nothing else. From any thread.
 *
 * <p>The counts belong to the process, as its event loops do.
 */
public final class Supervised {

    private static final Logger LOG = Logger.getLogger(Supervised.class);

    // A task that fails each time must not fill the log.
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    /** Handed over to an event loop. */
    public static final Supervised LOOP_TASK = new Supervised("loop-task");

    /** To be run once by an event loop, after a delay. */
    public static final Supervised DELAYED_TASK = new Supervised("delayed-task");

    /** The keep-alives of an event loop. */
    public static final Supervised KEEP_ALIVE = new Supervised("keep-alive");

    /** The comparison of all positions with the database. */
    public static final Supervised POSITION_CHECK = new Supervised("position-check");

    /** The sign of life of an event loop. */
    public static final Supervised HEARTBEAT = new Supervised("heartbeat");

    /** The deadlines of the create requests that wait. */
    public static final Supervised CREATE_DEADLINES = new Supervised("create-deadlines");

    /** A writer of create requests. */
    public static final Supervised CREATE_WRITER = new Supervised("create-writer");

    /** A batch of requests that were gathered. */
    public static final Supervised BATCH = new Supervised("batch");

    /** The refresh of the revocations. */
    public static final Supervised REVOCATION_REFRESH = new Supervised("revocation-refresh");

    /** Keeping a pod's preferences in step. */
    public static final Supervised PREFERENCE_REFRESH = new Supervised("preference-refresh");

    private static final List<Supervised> ALL = List.of(
            LOOP_TASK,
            DELAYED_TASK,
            KEEP_ALIVE,
            POSITION_CHECK,
            HEARTBEAT,
            CREATE_DEADLINES,
            CREATE_WRITER,
            BATCH,
            REVOCATION_REFRESH,
            PREFERENCE_REFRESH);

    private final String label;
    private final LongAdder failures = new LongAdder();
    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

    private Supervised(String label) {
        this.label = label;
    }

    static List<Supervised> all() {
        return ALL;
    }

    /** Runs the task; never throws. */
    public void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    /** Counts and logs a failure that the caller has caught. */
    public void failed(Throwable failure) {
        failures.increment();
        long now = System.nanoTime();
        long before = loggedAt.get();
        if (now - before >= PAUSE_NANOS && loggedAt.compareAndSet(before, now)) {
            LOG.errorf(failure, "Task failed, others go on: task=%s failures=%d", label, failures());
        }
    }

    /** Failures since the start of the process. */
    public long failures() {
        return failures.sum();
    }

    /** For the metric. */
    String label() {
        return label;
    }
}
