package dev.carillon.outbox;

import dev.carillon.handover.HandoverConfig;
import dev.carillon.publish.NotificationPublisher;
import dev.carillon.publish.PublishConfig;
import dev.carillon.schedule.ScheduleConfig;
import dev.carillon.tenancy.LogUnavailable;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Sweeps the outbox and what is due while this pod has the lease, on a thread of its own.
 *
 * <p>See docs/adr/0029-publish-from-a-transaction.md
 */
@Singleton
class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);

    /** A database that fails is asked less often. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    /** A statement may still run; then the lease ends by itself. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

    private final Outbox outbox;
    private final OutboxSweep sweep;
    private final DueSweep due;
    private final Backlog backlog;
    private final OutboxConfig config;
    private final PublishLimits limits;
    private final OutboxMetrics metrics;
    private final SweepPace pace;
    private final String holder;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "outbox-relay");
    private boolean leads;
    private boolean failing;
    private long renewedAt;

    @Inject
    OutboxRelay(
            Outbox outbox,
            NotificationPublisher publisher,
            OutboxConfig config,
            PublishConfig content,
            ScheduleConfig schedule,
            HandoverConfig handover,
            OutboxMetrics metrics,
            @ConfigProperty(name = "carillon.pod-name") String podName) {
        this(outbox, publisher::announce, new PublishLimits(content, config, schedule, handover), metrics, podName);
    }

    OutboxRelay(Outbox outbox, Announcer announcer, PublishLimits limits, OutboxMetrics metrics, String podName) {
        this.outbox = outbox;
        this.config = limits.outbox();
        this.sweep = new OutboxSweep(outbox, announcer, metrics, config.page());
        this.due = new DueSweep(outbox, metrics, sweep::run, config.page());
        this.backlog = new Backlog(outbox, limits, metrics, System.nanoTime());
        this.limits = limits;
        this.metrics = metrics;
        this.pace = new SweepPace(config.poll(), config.pollIdle());
        // Two pods with one name are two holders.
        this.holder = podName + " " + UUID.randomUUID();
        thread.setDaemon(true);
    }

    void onStart(@Observes StartupEvent event) {
        start();
    }

    void onStop(@Observes ShutdownEvent event) throws InterruptedException {
        stop();
    }

    void start() {
        thread.start();
    }

    /** Lets another pod take over at once. */
    void stop() throws InterruptedException {
        stopped.countDown();
        thread.join(STOP_WITHIN.toMillis());
    }

    private void run() {
        try {
            Duration wait = Duration.ZERO;
            while (!stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                wait = step();
            }
            if (leads) {
                outbox.endLease(holder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (LogUnavailable e) {
            LOG.debugf("The lease of the relay ends by itself: reason=%s", e.reason());
        }
    }

    /** One sweep, or one try for the lease. Returns how long to wait before the next one. */
    private Duration step() {
        try {
            if (!hasLease()) {
                return config.lease().dividedBy(4);
            }
            backlog.before(System.nanoTime());
            Duration wait = pace.after(sweep.run() + due.run());
            backlog.after(sweep.left(), System.nanoTime());
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
        if (leads && System.nanoTime() - renewedAt < config.lease().toNanos() / 3) {
            return true;
        }
        boolean led = leads;
        leads = false;
        long asked = System.nanoTime();
        try {
            leads = outbox.takeLease(holder, config.lease());
        } finally {
            metrics.leads(leads);
        }
        renewedAt = asked;
        if (leads && !led) {
            sweep.forget();
            due.forget();
            backlog.forget(System.nanoTime());
            outbox.limitTo(limits);
        }
        return leads;
    }
}
