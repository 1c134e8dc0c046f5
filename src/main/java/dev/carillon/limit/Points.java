package dev.carillon.limit;

import dev.carillon.problem.TooManyRequests;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Holds the points of callers, organizations and the pod. From any thread. */
@Singleton
@Startup
class Points {

    private static final int ORGANIZATION_PER_SECOND = 2_000;
    private static final int ORGANIZATION_BURST = 8_000;
    private static final int POD_PER_SECOND = 8_000;
    private static final int POD_BURST = 32_000;

    private final LimitConfig config;
    private final FairRateLimiter buckets;
    private final RejectedShares rejected;

    @Inject
    Points(LimitConfig config, MeterRegistry registry) {
        this.config = config;
        FairRateLimiter.Rates rates = new FairRateLimiter.Rates(
                new RateLimit(config.pointsPerSecond(), config.pointsBurst()),
                new RateLimit(config.apiKeyPointsPerSecond(), config.apiKeyPointsBurst()),
                new RateLimit(
                        config.organizationPointsPerSecond().orElse(onAllProcessors(ORGANIZATION_PER_SECOND)),
                        config.organizationPointsBurst().orElse(onAllProcessors(ORGANIZATION_BURST))),
                new RateLimit(
                        config.podPointsPerSecond().orElse(onAllProcessors(POD_PER_SECOND)),
                        config.podPointsBurst().orElse(onAllProcessors(POD_BURST))));
        this.buckets = new FairRateLimiter(rates, FairRateLimiter.Memory.of(config));
        this.rejected = new RejectedShares("points", registry);
    }

    private static int onAllProcessors(int each) {
        return each * Runtime.getRuntime().availableProcessors();
    }

    int ofBody(long bytes) {
        return (int) (bytes / config.bytesPerPoint());
    }

    /** @throws TooManyRequests if the points are not available */
    void take(QuotaOwner owner, int price) {
        FairRateLimiter.Rejected answer = rejected.count(buckets.take(owner, price));
        if (answer != null) {
            throw new TooManyRequests(
                    switch (answer.share()) {
                        case CALLER -> "This caller asks for too much.";
                        case ORGANIZATION -> "The organization of this caller asks for too much.";
                        case POD -> "Too much is asked for just now.";
                    },
                    answer.pause());
        }
    }

    /** Charges for an answer that was sent, even if the owner lacks the points. */
    void charge(QuotaOwner owner, long answerBytes) {
        int price = ofBody(answerBytes);
        if (price > 0) {
            buckets.charge(owner, price);
        }
    }

    /** Charges an organization for work that no single caller asked for. */
    void chargeOrganization(String organizationId, int price) {
        if (price > 0) {
            buckets.charge(organizationId, price);
        }
    }
}
