package dev.carillon.courier;

import static jakarta.interceptor.Interceptor.Priority.PLATFORM_AFTER;

import dev.carillon.courier.WebhookQueue.Fed;
import dev.carillon.courier.WebhookQueue.Place;
import dev.carillon.outgoing.Answer;
import dev.carillon.outgoing.ClaimLoop;
import dev.carillon.outgoing.ClaimLoop.Begun;
import dev.carillon.outgoing.Claims;
import dev.carillon.outgoing.InFlight;
import dev.carillon.outgoing.Settled;
import dev.carillon.outgoing.Verdict;
import dev.carillon.webhook.WebhookConfig;
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
 * Sends events, on every pod.
 *
 * <p>See docs/adr/0041-webhooks-follow-the-log.md
 */
@Singleton
class Courier implements ClaimLoop.Work<Claim> {

    private static final Logger LOG = Logger.getLogger(Courier.class);

    private final WebhookQueue queue;
    private final WebhookSender sender;
    private final Wishes wishes;
    private final WebhookConfig config;
    private final WebhookMetrics metrics;
    private final ClaimLoop<Claim> loop;
    // Of the loop's thread.
    private Place place = Place.START;

    @Inject
    Courier(WebhookQueue queue, WebhookSender sender, Wishes wishes, WebhookConfig config, WebhookMetrics metrics) {
        this.queue = queue;
        this.sender = sender;
        this.wishes = wishes;
        this.config = config;
        this.metrics = metrics;
        InFlight.Limits limits = new InFlight.Limits(
                config.maxInFlight(), config.maxInFlightPerEndpoint(), config.maxInFlightToSlow(), config.slowAfter());
        this.loop = new ClaimLoop<>(
                this,
                new ClaimLoop.Settings("webhook-courier", "Webhooks", true, config.poll(), config.pollIdle(), limits));
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
        int due = queue.promote();
        metrics.due(due);
        return fed.entries() > 0 || !place.equals(Place.START) || due > 0;
    }

    @Override
    public Claims<Claim> claim(Map<String, Integer> busy, int most) {
        Claims<Claim> claims = queue.claim(busy, most);
        metrics.dropped(claims.dropped());
        return claims;
    }

    @Override
    public String server(Claim claim) {
        return claim.endpointId();
    }

    @Override
    public Begun begin(Claim claim) {
        Optional<Verdict> against = wishes.against(claim);
        if (against.isPresent()) {
            metrics.unsent(against.get());
            return new Begun.Unsent(against.get());
        }
        Optional<CompletableFuture<Answer>> sent = sender.send(claim);
        if (sent.isPresent()) {
            return new Begun.Sent(sent.get());
        }
        // By the time at which its claim ends there may be a pod that has the secret.
        metrics.unsealed();
        LOG.errorf(
                "No secret of carillon.webhooks.secrets opens the endpoint's: organizationId=%s webhookId=%s",
                claim.organizationId(), claim.endpointId());
        return new Begun.Left();
    }

    @Override
    public Verdict verdict(Claim claim, Answer answer) {
        return WebhookVerdict.of(answer, claim.attempts(), claim.queuedFor(), config);
    }

    @Override
    public boolean isWell(Answer answer) {
        return answer.isSuccess();
    }

    @Override
    public void settle(List<Settled<Claim>> settled) {
        queue.settle(settled);
    }

    @Override
    public void sweep() {
        metrics.swept(queue.sweep());
    }

    @Override
    public void attempted(Settled<Claim> settled) {
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
