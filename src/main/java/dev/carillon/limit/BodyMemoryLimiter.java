package dev.carillon.limit;

import dev.carillon.problem.Overloaded;
import dev.carillon.problem.TooManyRequests;
import dev.carillon.route.RejectedRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Bounds the bytes of all bodies that are being received or processed. Each body is within its own limit, but a few hundred
 * bodies that never end would take all memory. From any thread.
 */
@Singleton
@Startup
class BodyMemoryLimiter {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final FairPermits places;
    private final Counter rejected;

    @Inject
    BodyMemoryLimiter(LimitConfig config, MeterRegistry registry) {
        this.places = new FairPermits(new FairPermits.Bounds(
                config.bodies().asLongValue(),
                config.organizationBodies().asLongValue(),
                config.callerBodies().asLongValue()));
        this.rejected = RejectedRequests.counter("bodies", registry);
        Gauge.builder("carillon.limit.bodies", places, FairPermits::taken)
                .description("Bytes of bodies that requests may hold at this moment")
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
    }

    /**
     * Holds the bytes until the request has ended.
     *
     * @throws TooManyRequests if the caller or its organization holds too many already
     * @throws Overloaded if all callers together do
     */
    void hold(QuotaOwner owner, long bytes, RoutingContext context) {
        QuotaScope full = places.take(owner, bytes);
        if (full == QuotaScope.POD) {
            rejected.increment();
            throw new Overloaded("Too many bodies are on their way; please repeat the request.");
        }
        if (full != null) {
            rejected.increment();
            throw new TooManyRequests("Too many bodies of this caller or its organization are on their way.", PAUSE);
        }
        context.addEndHandler(ended -> places.giveBack(owner, bytes));
    }
}
