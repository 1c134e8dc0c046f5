package dev.carillon.limit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Delays answers that reject a request. A client that retries as soon as it is answered costs more the faster the pod
 * rejects it; waiting here costs only a timer. The number of delayed answers is bounded, and further ones are sent at once.
 * From any thread; never blocks.
 */
@Singleton
@Startup
class Rejections {

    private final Vertx vertx;
    private final long delayMillis;
    private final FairPermits places;

    @Inject
    Rejections(LimitConfig config, Vertx vertx, MeterRegistry registry) {
        // 0: a caller may have as many as its organization.
        this(
                vertx,
                config.rejectionDelay(),
                new FairPermits(
                        new FairPermits.Bounds(config.rejectionsHeld(), config.organizationRejectionsHeld(), 0)));
        Gauge.builder("carillon.limit.rejections.held", places, FairPermits::taken)
                .description("Delayed answers that reject a request")
                .strongReference(true)
                .register(registry);
    }

    Rejections(Vertx vertx, Duration delay, FairPermits places) {
        this.vertx = vertx;
        this.delayMillis = delay.toMillis();
        this.places = places;
    }

    /** Completes when the answer may be sent. */
    Future<Void> holdBack(QuotaOwner owner) {
        if (delayMillis <= 0 || places.take(owner, 1) != null) {
            return Future.succeededFuture();
        }
        Promise<Void> over = Promise.promise();
        vertx.setTimer(delayMillis, timer -> {
            places.giveBack(owner, 1);
            over.complete();
        });
        return over.future();
    }
}
