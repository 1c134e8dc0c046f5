package dev.carillon.outgoing;

import dev.carillon.tenancy.LogUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a queue of the database has, on every pod. One thread asks the database and starts requests; answers come back to it
 * through a queue that holds no more than are in flight.
 *
 * <p>See docs/adr/0041-webhooks-follow-the-log.md
 *
 * @param <C> a claim
 */
public final class ClaimLoop<C> {

    private static final Logger LOG = Logger.getLogger(ClaimLoop.class);

    /** A database that fails is asked less often. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

    /** Another pod sends again whatever is not answered then. */
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private static final Duration DRAIN_STEP = Duration.ofMillis(100);

    /** The thread may be waiting, and a statement may still run. */
    private static final Duration STOP_WITHIN = DRAIN.plusSeconds(2);

    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Work<C> work;
    private final Settings settings;
    private final BlockingQueue<Settled<C>> answers = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean stopped;
    // Of the thread.
    private final InFlight inFlight;
    private final List<Settled<C>> unsettled = new ArrayList<>();
    private long sweptAt;
    private long busyAt;
    private boolean failing;

    /** The queue, its requests and its metrics. Called by the loop's thread, which it may block, unless a method says otherwise. */
    public interface Work<C> {

        /** Queues what is new and what is due. Returns whether there was any, or may be more. */
        boolean look();

        /** @param busy how many requests this pod has in flight, by the server */
        Claims<C> claim(Map<String, Integer> busy, int most);

        /** The server of whose requests this is one. */
        String server(C claim);

        Begun begin(C claim);

        /** From any thread. Never blocks or fails. */
        Verdict verdict(C claim, Answer answer);

        /** Whether the answer says that its server works. */
        boolean isWell(Answer answer);

        /** Notes what came of claims. Those that others have taken meanwhile are left out. */
        void settle(List<Settled<C>> settled);

        /** Gives up, forgets, and counts. */
        void sweep();

        void attempted(Settled<C> settled);

        void inFlight(int requests);

        /** A look, or anything after it, has failed. */
        void failed();
    }

    /** The begin of a request, or the reason why there is none. */
    public sealed interface Begun {

        /** @param answer completes normally, on any thread */
        record Sent(CompletableFuture<Answer> answer) implements Begun {}

        /** There is no request. */
        record Unsent(Verdict verdict) implements Begun {}

        /** There is no request, and the claim ends by itself. */
        record Left() implements Begun {}
    }

    /**
     * The manner of a loop.
     *
     * @param thread its name
     * @param subject of a log line about looks
     * @param isOn false only sweeps
     */
    public record Settings(
            String thread, String subject, boolean isOn, Duration poll, Duration pollIdle, InFlight.Limits limits) {}

    public ClaimLoop(Work<C> work, Settings settings) {
        this.work = work;
        this.settings = settings;
        this.inFlight = new InFlight(settings.limits());
        this.thread = new Thread(this::run, settings.thread());
        thread.setDaemon(true);
    }

    public void start() {
        sweptAt = System.nanoTime() - SWEEP_EVERY.toNanos();
        busyAt = System.nanoTime() - SILENCE_NANOS;
        thread.start();
    }

    /** Waits a while for what is in flight. */
    public void stop() throws InterruptedException {
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
            LOG.debugf("Claims end by themselves: thread=%s reason=%s", settings.thread(), e.reason());
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
            Duration wait = step();
            failing = false;
            return wait;
        } catch (RuntimeException | Error e) {
            // It would end these requests of this pod forever.
            work.failed();
            if (!failing) {
                LOG.warnf(e, "%s could not be looked for, tried again each second", settings.subject());
            }
            failing = true;
            return AFTER_FAILURE;
        }
    }

    private void settle() {
        if (!unsettled.isEmpty()) {
            work.settle(List.copyOf(unsettled));
            unsettled.clear();
        }
    }

    private void collect(@Nullable Settled<C> first) {
        int before = unsettled.size();
        if (first != null) {
            unsettled.add(first);
        }
        answers.drainTo(unsettled);
        for (Settled<C> settled : unsettled.subList(before, unsettled.size())) {
            Answer answer = settled.answer();
            inFlight.ended(work.server(settled.claim()), work.isWell(answer), answer.took());
            work.attempted(settled);
        }
        work.inFlight(inFlight.total());
    }

    /** Returns how long to wait for the next answer before the next step. */
    private Duration step() {
        boolean any = !unsettled.isEmpty();
        settle();
        sweep();
        if (!settings.isOn()) {
            return settings.pollIdle();
        }
        any |= work.look();
        if (inFlight.room() > 0) {
            Claims<C> claims = work.claim(inFlight.busy(), inFlight.room());
            claims.claims().forEach(this::begin);
            any |= !claims.claims().isEmpty() || !claims.dropped().isEmpty();
        }
        work.inFlight(inFlight.total());
        busyAt = any ? System.nanoTime() : busyAt;
        return System.nanoTime() - busyAt < SILENCE_NANOS ? settings.poll() : settings.pollIdle();
    }

    private void sweep() {
        long now = System.nanoTime();
        if (now - sweptAt >= SWEEP_EVERY.toNanos()) {
            sweptAt = now;
            work.sweep();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // An answer comes in any case.
    private void begin(C claim) {
        Begun begun = work.begin(claim);
        if (begun instanceof Begun.Unsent unsent) {
            unsettled.add(Settled.unsent(claim, unsent.verdict()));
        } else if (begun instanceof Begun.Sent sent) {
            inFlight.started(work.server(claim));
            sent.answer().thenAccept(answer -> answers.add(new Settled<>(claim, answer, work.verdict(claim, answer))));
        }
    }
}
