package dev.carillon.limit;

import dev.carillon.identity.Caller;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Bounds how many streams a pod opens per second, for a caller, for an organization, and in all: a second's worth at once.
 * What is refused comes back later by itself, so a herd is spread over time instead of over memory. From any thread.
 */
@Singleton
public class Opens {

    private final FairBuckets buckets;
    private final RefusedShares refused;
    private final Refusals refusals;

    @Inject
    Opens(
            LimitConfig config,
            Refusals refusals,
            @ConfigProperty(name = "carillon.stream.opens-per-second") int perSecond,
            MeterRegistry registry) {
        Rate user = new Rate(config.opensPerSecond(), config.opensBurst());
        Rate organization = new Rate(config.organizationOpensPerSecond(), config.organizationOpensPerSecond());
        Rate pod = new Rate(perSecond, perSecond);
        this.refusals = refusals;
        this.buckets =
                new FairBuckets(new FairBuckets.Rates(user, user, organization, pod), FairBuckets.Memory.of(config));
        this.refused = new RefusedShares("opens", registry);
    }

    /** Whether there is one left in this second. */
    public boolean admit(Caller caller) {
        return refused.count(buckets.take(Payer.of(caller), 1)) == null;
    }

    /** Completes when the answer to a caller that was not admitted may be sent. */
    public CompletionStage<Void> holdBack(Caller caller) {
        return refusals.holdBack(Payer.of(caller)).toCompletionStage();
    }
}
