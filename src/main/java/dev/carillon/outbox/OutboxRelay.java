package dev.carillon.outbox;

import static jakarta.interceptor.Interceptor.Priority.PLATFORM_AFTER;

import dev.carillon.handover.HandoverConfig;
import dev.carillon.publish.NotificationPublisher;
import dev.carillon.publish.PublishConfig;
import dev.carillon.schedule.ScheduleConfig;
import dev.carillon.tenancy.LogUnavailable;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Runs the steps of this pod's relay, on a thread of its own.
 *
 * <p>See docs/adr/0029-publish-from-a-transaction.md
 */
@Singleton
class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);

    /** A statement may still run; then the lease ends by itself. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

    private final RelaySteps steps;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "outbox-relay");

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
        // Two pods with one name are two holders.
        String holder = podName + " " + UUID.randomUUID();
        this.steps = new RelaySteps(outbox, announcer, limits, metrics, holder, System::nanoTime, new Random());
        thread.setDaemon(true);
    }

    /** After all that may end the start. Otherwise a start that fails would also report the database that this thread has lost. */
    void onStart(@Observes @Priority(PLATFORM_AFTER) StartupEvent event) {
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
                wait = steps.next();
            }
            steps.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (LogUnavailable e) {
            LOG.debugf("The lease of the relay ends by itself: reason=%s", e.reason());
        }
    }
}
