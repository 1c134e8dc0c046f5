package dev.carillon.limit;

import dev.carillon.problem.Overloaded;
import dev.carillon.problem.TooManyRequests;
import dev.carillon.route.RefusedRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * The bytes of all bodies that are on their way or being worked on: each is within its limit, but a few hundred of those
 * that never end would be all the memory there is. From any thread.
 */
@Singleton
@Startup
class BodyMemoryLimiter {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final FairPermits places;
    private final Counter refused;

    @Inject
    BodyMemoryLimiter(LimitConfig config, MeterRegistry registry) {
        this.places = new FairPermits(new FairPermits.Bounds(
                config.bodies().asLongValue(),
                config.organizationBodies().asLongValue(),
                config.callerBodies().asLongValue()));
        this.refused = RefusedRequests.counter("bodies", registry);
        Gauge.builder("carillon.limit.bodies", places, FairPermits::taken)
                .description("Bytes of bodies that requests may hold at this moment")
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
    }

    /**
     * Until the request has ended.
     *
     * @throws TooManyRequests where the caller or its organization holds too many already
     * @throws Overloaded where all together do
     */
    void hold(QuotaOwner owner, long bytes, RoutingContext context) {
        QuotaScope full = places.take(owner, bytes);
        if (full == QuotaScope.POD) {
            refused.increment();
            throw new Overloaded("Too many bodies are on their way; please repeat the request.");
        }
        if (full != null) {
            refused.increment();
            throw new TooManyRequests("Too many bodies of this caller or its organization are on their way.", PAUSE);
        }
        context.addEndHandler(ended -> places.giveBack(owner, bytes));
    }
}
