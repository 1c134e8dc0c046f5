package dev.carillon.push;

import dev.carillon.outgoing.Answer;
import dev.carillon.outgoing.InFlight;
import dev.carillon.push.PushQueue.Fed;
import dev.carillon.push.PushQueue.Promoted;
import dev.carillon.tenancy.LogUnavailable;
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
 * Sends push messages, on every pod. One thread asks the database and starts requests; answers come back to it through a queue
 * that holds no more than are in flight. A pod without keys only forgets what is too old.
 *
 * <p>See docs/adr/0044-pushed-to-browsers-by-the-log.md
 */
@Singleton
class PushCourier {

    private static final Logger LOG = Logger.getLogger(PushCourier.class);

    /** A database that fails is asked less often. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

    /** Another pod sends again whatever is not answered then. */
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private static final Duration DRAIN_STEP = Duration.ofMillis(100);

    /** The thread may be waiting, and a statement may still run. */
    private static final Duration STOP_WITHIN = DRAIN.plusSeconds(2);

    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PushQueue queue;
    private final PushSender sender;
    private final PushWishes wishes;
    private final PushConfig config;
    private final PushMetrics metrics;
    private final boolean isOn;
    private final BlockingQueue<PushOutcome> answers = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "push-courier");
    private volatile boolean stopped;
    // Of the thread.
    private final InFlight inFlight;
    private final List<PushOutcome> unsettled = new ArrayList<>();
    private String place = "";
    private long sweptAt;
    private long busyAt;
    private boolean failing;

    @Inject
    PushCourier(
            PushQueue queue,
            PushSender sender,
            PushWishes wishes,
            VapidPair keys,
            PushConfig config,
            PushMetrics metrics) {
        this.queue = queue;
        this.sender = sender;
        this.wishes = wishes;
        this.config = config;
        this.metrics = metrics;
        this.isOn = keys.signer().isPresent();
        this.inFlight = new InFlight(new InFlight.Limits(
                config.maxInFlight(), config.maxInFlightPerService(), config.maxInFlightToSlow(), config.slowAfter()));
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
            drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (LogUnavailable e) {
            LOG.debugf("Claims of push messages end by themselves: reason=%s", e.reason());
        }
    }

    private void drain() throws InterruptedException {
        long end = System.nanoTime() + DRAIN.toNanos();
        while (inFlight.total() > 0 && System.nanoTime() < end) {
            collect(answers.poll(DRAIN_STEP.toNanos(), TimeUnit.NANOSECONDS));
            settle();
        }
    }

    private Duration tryStep() {
        try {
            Duration wait = isOn ? step() : idleStep();
            failing = false;
            return wait;
        } catch (RuntimeException | Error e) {
            // It would end the pushes of this pod forever.
            metrics.failed();
            if (!failing) {
                LOG.warnf(e, "Push messages could not be looked for, tried again each second");
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

    private void collect(@Nullable PushOutcome first) {
        int before = unsettled.size();
        if (first != null) {
            unsettled.add(first);
        }
        answers.drainTo(unsettled);
        for (PushOutcome outcome : unsettled.subList(before, unsettled.size())) {
            Answer answer = outcome.answer();
            // That a browser has gone says nothing of its push service.
            boolean works = answer.fault() == null && answer.status() < 500 && answer.status() != 429;
            inFlight.ended(outcome.claim().browser().service(), works, answer.took());
            metrics.attempted(outcome);
        }
        metrics.inFlight(inFlight.total());
    }

    private Duration idleStep() {
        sweep();
        return config.pollIdle();
    }

    private void sweep() {
        long now = System.nanoTime();
        if (now - sweptAt >= SWEEP_EVERY.toNanos()) {
            sweptAt = now;
            metrics.swept(queue.sweep());
        }
    }

    /** Returns how long to wait for the next answer before the next step. */
    private Duration step() {
        boolean any = !unsettled.isEmpty();
        settle();
        sweep();
        Fed fed = queue.feed(place);
        metrics.fed(fed);
        place = fed.last();
        any |= fed.entries() > 0 || !place.isEmpty();
        Promoted promoted = queue.promote();
        metrics.promoted(promoted);
        any |= promoted.due() > 0;
        any |= queue.withdraw() > 0;
        if (inFlight.room() > 0) {
            PushClaims claims = queue.claim(inFlight.busy(), inFlight.room());
            metrics.dropped(claims.dropped());
            claims.claims().forEach(this::start);
            any |= !claims.claims().isEmpty() || !claims.dropped().isEmpty();
        }
        metrics.inFlight(inFlight.total());
        busyAt = any ? System.nanoTime() : busyAt;
        return System.nanoTime() - busyAt < SILENCE_NANOS ? config.poll() : config.pollIdle();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // An answer comes in any case.
    private void start(PushClaim claim) {
        Optional<PushVerdict> against = wishes.against(claim);
        if (against.isPresent()) {
            unsent(claim, against.get());
            return;
        }
        Optional<CompletableFuture<Answer>> sent = trySend(claim);
        if (sent.isEmpty()) {
            unsent(claim, new PushVerdict.Dead());
            return;
        }
        inFlight.started(claim.browser().service());
        sent.get()
                .thenAccept(
                        answer -> answers.add(new PushOutcome(claim, answer, PushVerdict.of(answer, claim, config))));
    }

    private void unsent(PushClaim claim, PushVerdict verdict) {
        unsettled.add(PushOutcome.unsent(claim, verdict));
        metrics.unsent(verdict);
    }

    /** Empty for a browser whose keys the library rejects: one of them must not end the messages of all others. */
    private Optional<CompletableFuture<Answer>> trySend(PushClaim claim) {
        try {
            return sender.send(claim);
        } catch (LogUnavailable e) {
            throw e;
        } catch (Exception e) { // Kotlin declares nothing of what it throws.
            LOG.warnf(
                    "A push message cannot be encrypted: organizationId=%s subscriptionId=%s reason=%s",
                    claim.organizationId(), claim.subscriptionId(), e.getClass().getSimpleName());
            return Optional.empty();
        }
    }
}
