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
 * Holds back the answers that refuse somebody. A client that asks again as soon as it is answered costs the pod the more, the
 * faster the pod says no; it has to wait here instead, where all that it takes is a timer. Their number is bounded; refusals
 * beyond it are answered at once. From any thread; never blocks.
 */
@Singleton
@Startup
class Refusals {

    private final Vertx vertx;
    private final long delayMillis;
    private final FairPermits places;

    @Inject
    Refusals(LimitConfig config, Vertx vertx, MeterRegistry registry) {
        // A caller may have as many as its organization.
        this(
                vertx,
                config.refusalDelay(),
                new FairPermits(new FairPermits.Bounds(config.refusalsHeld(), config.organizationRefusalsHeld(), 0)));
        Gauge.builder("carillon.limit.refusals.held", places, FairPermits::taken)
                .description("Answers that refuse somebody and are held back")
                .strongReference(true)
                .register(registry);
    }

    Refusals(Vertx vertx, Duration delay, FairPermits places) {
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
