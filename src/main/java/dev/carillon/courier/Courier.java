package dev.carillon.courier;

import dev.carillon.courier.WebhookQueue.Fed;
import dev.carillon.courier.WebhookQueue.Place;
import dev.carillon.outgoing.Answer;
import dev.carillon.outgoing.InFlight;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.webhook.WebhookConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends events, on every pod. One thread asks the database and starts requests; answers come back to it through a queue that holds no
 * more than are in flight.
 *
 * <p>See docs/adr/0041-webhooks-follow-the-log.md
 */
@Singleton
class Courier {

    private static final Logger LOG = Logger.getLogger(Courier.class);

    /** A database that fails is asked less often. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

    /** Another pod sends again whatever is not answered then. */
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private static final Duration DRAIN_STEP = Duration.ofMillis(100);

    /** The thread may be waiting, and a statement may still run. */
    private static final Duration STOP_WITHIN = DRAIN.plusSeconds(2);

    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final WebhookQueue queue;
    private final WebhookSender sender;
    private final Wishes wishes;
    private final WebhookConfig config;
    private final WebhookMetrics metrics;
    private final BlockingQueue<Settled> answers = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "webhook-courier");
    private volatile boolean stopped;
    // Of the thread.
    private final InFlight inFlight;
    private final List<Settled> unsettled = new ArrayList<>();
    private Place place = Place.START;
    private long sweptAt;
    private long busyAt;
    private boolean failing;

    @Inject
    Courier(WebhookQueue queue, WebhookSender sender, Wishes wishes, WebhookConfig config, WebhookMetrics metrics) {
        this.queue = queue;
        this.sender = sender;
        this.wishes = wishes;
        this.config = config;
        this.metrics = metrics;
        this.inFlight = new InFlight(new InFlight.Limits(
                config.maxInFlight(), config.maxInFlightPerEndpoint(), config.maxInFlightToSlow(), config.slowAfter()));
        thread.setDaemon(true);
    }

    void onStart(@Observes StartupEvent event) {
        sweptAt = System.nanoTime() - SWEEP_EVERY.toNanos();
        busyAt = System.nanoTime() - SILENCE_NANOS;
        thread.start();
    }

    void onStop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        thread.join(STOP_WITHIN.toMillis());
    }

    private void run() {
        try {
            Duration wait = Duration.ZERO;
            while (!stopped) {
                collect(answers.poll(wait.toNanos(), TimeUnit.NANOSECONDS));
                wait = tryStep();
            }
            long end = System.nanoTime() + DRAIN.toNanos();
            while (inFlight.total() > 0 && System.nanoTime() < end) {
                collect(answers.poll(DRAIN_STEP.toNanos(), TimeUnit.NANOSECONDS));
                settle();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (LogUnavailable e) {
            LOG.debugf("Claims of webhooks end by themselves: reason=%s", e.reason());
        }
    }

    private Duration tryStep() {
        try {
            Duration wait = step();
            failing = false;
            return wait;
        } catch (RuntimeException | Error e) {
            // It would end the webhooks of this pod forever.
            metrics.failed();
            if (!failing) {
                LOG.warnf(e, "Webhooks could not be looked for, tried again each second");
            }
            failing = true;
            return AFTER_FAILURE;
        }
    }

    private void settle() {
        if (!unsettled.isEmpty()) {
            queue.settle(unsettled);
            unsettled.clear();
        }
    }

    private void collect(@Nullable Settled first) {
        int before = unsettled.size();
        if (first != null) {
            unsettled.add(first);
        }
        answers.drainTo(unsettled);
        for (Settled settled : unsettled.subList(before, unsettled.size())) {
            inFlight.ended(
                    settled.claim().endpointId(),
                    settled.answer().isSuccess(),
                    settled.answer().took());
            metrics.attempted(settled);
        }
        metrics.inFlight(inFlight.total());
    }

    /** Returns how long to wait for the next answer before the next step. */
    private Duration step() {
        boolean any = !unsettled.isEmpty();
        settle();
        long now = System.nanoTime();
        if (now - sweptAt >= SWEEP_EVERY.toNanos()) {
            sweptAt = now;
            metrics.swept(queue.sweep());
        }
        Fed fed = queue.feed(place);
        metrics.fed(fed);
        place = fed.last();
        any |= fed.entries() > 0 || !place.equals(Place.START);
        int due = queue.promote();
        metrics.due(due);
        any |= due > 0;
        if (inFlight.room() > 0) {
            Claims claims = queue.claim(inFlight.busy(), inFlight.room());
            metrics.dropped(claims.dropped());
            claims.claims().forEach(this::start);
            any |= !claims.claims().isEmpty() || !claims.dropped().isEmpty();
        }
        metrics.inFlight(inFlight.total());
        busyAt = any ? System.nanoTime() : busyAt;
        return System.nanoTime() - busyAt < SILENCE_NANOS ? config.poll() : config.pollIdle();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // An answer comes in any case.
    private void start(Claim claim) {
        Optional<Verdict> against = wishes.against(claim);
        if (against.isPresent()) {
            unsettled.add(Settled.unsent(claim, against.get()));
            metrics.unsent(against.get());
            return;
        }
        Optional<CompletableFuture<Answer>> sent = sender.send(claim);
        if (sent.isEmpty()) {
            // Its claim ends by itself, and by then there may be a pod that has the secret.
            metrics.unsealed();
            LOG.errorf(
                    "No secret of carillon.webhooks.secrets opens the endpoint's: organizationId=%s webhookId=%s",
                    claim.organizationId(), claim.endpointId());
            return;
        }
        inFlight.started(claim.endpointId());
        sent.get()
                .thenAccept(answer -> answers.add(
                        new Settled(claim, answer, Verdict.of(answer, claim.attempts(), claim.queuedFor(), config))));
    }
}
