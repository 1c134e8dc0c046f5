package dev.carillon.push;

import static jakarta.interceptor.Interceptor.Priority.PLATFORM_AFTER;

import dev.carillon.outgoing.Answer;
import dev.carillon.outgoing.ClaimLoop;
import dev.carillon.outgoing.ClaimLoop.Begun;
import dev.carillon.outgoing.Claims;
import dev.carillon.outgoing.InFlight;
import dev.carillon.outgoing.Settled;
import dev.carillon.outgoing.Verdict;
import dev.carillon.push.PushQueue.Fed;
import dev.carillon.push.PushQueue.Promoted;
import dev.carillon.tenancy.LogUnavailable;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * Sends push messages, on every pod. A pod without keys only forgets what is too old.
 *
 * <p>See docs/adr/0044-pushed-to-browsers-by-the-log.md
 */
@Singleton
class PushCourier implements ClaimLoop.Work<PushClaim> {

    private static final Logger LOG = Logger.getLogger(PushCourier.class);

    private final PushQueue queue;
    private final PushSender sender;
    private final PushWishes wishes;
    private final PushConfig config;
    private final PushMetrics metrics;
    private final ClaimLoop<PushClaim> loop;
    // Of the loop's thread.
    private String place = "";

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
        boolean isOn = keys.signer().isPresent();
        InFlight.Limits limits = new InFlight.Limits(
                config.maxInFlight(), config.maxInFlightPerService(), config.maxInFlightToSlow(), config.slowAfter());
        this.loop = new ClaimLoop<>(
                this,
                new ClaimLoop.Settings(
                        "push-courier", "Push messages", isOn, config.poll(), config.pollIdle(), limits));
    }

    /** After all that may end the start. Otherwise a start that fails would also report the database that this thread has lost. */
    void onStart(@Observes @Priority(PLATFORM_AFTER) StartupEvent event) {
        loop.start();
    }

    void onStop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop();
    }

    @Override
    public boolean look() {
        Fed fed = queue.feed(place);
        metrics.fed(fed);
        place = fed.last();
        Promoted promoted = queue.promote();
        metrics.promoted(promoted);
        int looks = queue.withdraw();
        return fed.entries() > 0 || !place.isEmpty() || promoted.due() > 0 || looks > 0;
    }

    @Override
    public Claims<PushClaim> claim(Map<String, Integer> busy, int most) {
        Claims<PushClaim> claims = queue.claim(busy, most);
        metrics.dropped(claims.dropped());
        return claims;
    }

    @Override
    public String server(PushClaim claim) {
        return claim.browser().service();
    }

    @Override
    public Begun begin(PushClaim claim) {
        Optional<Verdict> against = wishes.against(claim);
        if (against.isPresent()) {
            return unsent(against.get());
        }
        return trySend(claim).<Begun>map(Begun.Sent::new).orElseGet(() -> unsent(new Verdict.Dead()));
    }

    private Begun unsent(Verdict verdict) {
        metrics.unsent(verdict);
        return new Begun.Unsent(verdict);
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

    @Override
    public Verdict verdict(PushClaim claim, Answer answer) {
        return PushVerdict.of(answer, claim, config);
    }

    /** That a browser has gone says nothing of its push service. */
    @Override
    public boolean isWell(Answer answer) {
        return answer.fault() == null && answer.status() < 500 && answer.status() != 429;
    }

    @Override
    public void settle(List<Settled<PushClaim>> settled) {
        queue.settle(settled);
    }

    @Override
    public void sweep() {
        metrics.swept(queue.sweep());
    }

    @Override
    public void attempted(Settled<PushClaim> settled) {
        metrics.attempted(settled);
    }

    @Override
    public void inFlight(int requests) {
        metrics.inFlight(requests);
    }

    @Override
    public void failed() {
        metrics.failed();
    }
}
