package dev.carillon.limit;

import dev.carillon.problem.TooManyRequests;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The points of callers, organizations and the pod. From any thread. */
@Singleton
@Startup
class Points {

    private static final int ORGANIZATION_PER_SECOND = 2_000;
    private static final int ORGANIZATION_BURST = 8_000;
    private static final int POD_PER_SECOND = 8_000;
    private static final int POD_BURST = 32_000;

    private final LimitConfig config;
    private final FairBuckets buckets;
    private final RefusedShares refused;

    @Inject
    Points(LimitConfig config, MeterRegistry registry) {
        this.config = config;
        FairBuckets.Rates rates = new FairBuckets.Rates(
                new Rate(config.pointsPerSecond(), config.pointsBurst()),
                new Rate(config.apiKeyPointsPerSecond(), config.apiKeyPointsBurst()),
                new Rate(
                        config.organizationPointsPerSecond().orElse(onAllProcessors(ORGANIZATION_PER_SECOND)),
                        config.organizationPointsBurst().orElse(onAllProcessors(ORGANIZATION_BURST))),
                new Rate(
                        config.podPointsPerSecond().orElse(onAllProcessors(POD_PER_SECOND)),
                        config.podPointsBurst().orElse(onAllProcessors(POD_BURST))));
        this.buckets = new FairBuckets(rates, FairBuckets.Memory.of(config));
        this.refused = new RefusedShares("points", registry);
    }

    private static int onAllProcessors(int each) {
        return each * Runtime.getRuntime().availableProcessors();
    }

    int ofBody(long bytes) {
        return (int) (bytes / config.bytesPerPoint());
    }

    /** @throws TooManyRequests where they are not there */
    void take(Payer payer, int price) {
        FairBuckets.Refused answer = refused.count(buckets.take(payer, price));
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

    /** For an answer that was sent: whether the points were there or not, they are gone. */
    void charge(Payer payer, long answerBytes) {
        int price = ofBody(answerBytes);
        if (price > 0) {
            buckets.charge(payer, price);
        }
    }

    /** The same for what nobody in particular has asked for. */
    void chargeOrganization(String organizationId, int price) {
        if (price > 0) {
            buckets.charge(organizationId, price);
        }
    }
}
