package dev.carillon.outbox;

import java.time.Duration;
import java.util.Random;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Sweeps the outbox and what is due while this pod has the lease. Time and chance come from outside, so that a simulation can
 * set them. Not shared between threads.
 *
 * <p>See docs/adr/0029-publish-from-a-transaction.md
 */
final class RelaySteps {

    private static final Logger LOG = Logger.getLogger(RelaySteps.class);

    /** A database that fails is asked less often. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Outbox outbox;
    private final OutboxSweep sweep;
    private final DueSweep due;
    private final Backlog backlog;
    private final OutboxConfig config;
    private final PublishLimits limits;
    private final OutboxMetrics metrics;
    private final SweepPace pace;
    private final String holder;
    private final LongSupplier nanoTime;
    private boolean leads;
    private boolean failing;
    private long renewedAt;

    /** @param holder of the lease: another one for each pod */
    RelaySteps(
            Outbox outbox,
            Announcer announcer,
            PublishLimits limits,
            OutboxMetrics metrics,
            String holder,
            LongSupplier nanoTime,
            Random random) {
        this.outbox = outbox;
        this.config = limits.outbox();
        this.sweep = new OutboxSweep(outbox, announcer, metrics, config.page(), random);
        this.due = new DueSweep(outbox, metrics, sweep::run, config.page());
        this.backlog = new Backlog(outbox, limits, metrics, nanoTime.getAsLong());
        this.limits = limits;
        this.metrics = metrics;
        this.pace = new SweepPace(config.poll(), config.pollIdle());
        this.holder = holder;
        this.nanoTime = nanoTime;
    }

    /** One sweep, or one try for the lease. Returns how long to wait before the next one. */
    Duration next() {
        try {
            if (!hasLease()) {
                return config.lease().dividedBy(4);
            }
            backlog.before(nanoTime.getAsLong());
            Duration wait = pace.after(sweep.run() + due.run());
            backlog.after(sweep.left(), nanoTime.getAsLong());
            failing = false;
            return wait;
        } catch (RuntimeException | Error e) {
            // It would end the relay of this pod forever.
            metrics.failed();
            sweep.forget();
            due.forget();
            if (!failing) {
                LOG.warnf(e, "The outbox could not be relayed, tried again each second");
            }
            failing = true;
            return AFTER_FAILURE;
        }
    }

    private boolean hasLease() {
        if (leads && nanoTime.getAsLong() - renewedAt < config.lease().toNanos() / 3) {
            return true;
        }
        boolean led = leads;
        leads = false;
        long asked = nanoTime.getAsLong();
        try {
            leads = outbox.takeLease(holder, config.lease());
        } finally {
            metrics.leads(leads);
        }
        renewedAt = asked;
        if (leads && !led) {
            // Leads once the limits are told. Otherwise a failure would leave those of the pod before in force.
            leads = false;
            sweep.forget();
            due.forget();
            backlog.forget(nanoTime.getAsLong());
            outbox.limitTo(limits);
            leads = true;
        }
        return leads;
    }

    /** Lets another pod take over at once. */
    void end() {
        if (leads) {
            outbox.endLease(holder);
        }
    }
}
