package dev.carillon.limit;

import dev.carillon.identity.Caller;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Bounds how many streams a pod opens per second, for a caller, for an organization, and in all. Rejected clients reconnect
 * later, so a herd is spread over time instead of over memory. From any thread.
 */
@Singleton
public class StreamRateLimiter {

    private final FairRateLimiter buckets;
    private final RejectedShares rejected;
    private final Rejections rejections;

    @Inject
    StreamRateLimiter(
            LimitConfig config,
            Rejections rejections,
            @ConfigProperty(name = "carillon.stream.opens-per-second") int perSecond,
            MeterRegistry registry) {
        RateLimit user = new RateLimit(config.opensPerSecond(), config.opensBurst());
        RateLimit organization =
                new RateLimit(config.organizationOpensPerSecond(), config.organizationOpensPerSecond());
        RateLimit pod = new RateLimit(perSecond, perSecond);
        this.rejections = rejections;
        this.buckets = new FairRateLimiter(
                new FairRateLimiter.Rates(user, user, organization, pod), FairRateLimiter.Memory.of(config));
        this.rejected = new RejectedShares("opens", registry);
    }

    /** Whether this caller may open a stream now. */
    public boolean admit(Caller caller) {
        return rejected.count(buckets.take(QuotaOwner.of(caller), 1)) == null;
    }

    /** Completes when the answer to a caller that was not admitted may be sent. */
    public CompletionStage<Void> holdBack(Caller caller) {
        return rejections.holdBack(QuotaOwner.of(caller)).toCompletionStage();
    }
}
