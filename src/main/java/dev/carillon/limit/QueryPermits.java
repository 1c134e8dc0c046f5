package dev.carillon.limit;

import dev.carillon.route.RejectedRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many long queries run at a time. Queries of one caller or organization wait for each other instead of taking
 * all connections. A page that sends three queries at once is still served, only later. From any thread; never blocks.
 */
@Singleton
@Startup
class QueryPermits {

    private static final int MOST_OF_ORGANIZATION = 5;
    private static final int MOST_OF_CALLER = 3;

    private final LimitConfig config;
    private final FairPermits places;
    private final Counter rejected;

    // In the order of arrival.
    private final Map<CompletableFuture<Boolean>, QuotaOwner> waiting = new LinkedHashMap<>();
    private final Map<String, Integer> waitingOfOrganization = new HashMap<>();

    @Inject
    QueryPermits(LimitConfig config, MeterRegistry registry) {
        this.config = config;
        this.places = new FairPermits(new FairPermits.Bounds(
                config.queriesAtOnce(),
                config.organizationQueriesAtOnce().orElse(oneFor(1, MOST_OF_ORGANIZATION)),
                config.callerQueriesAtOnce().orElse(oneFor(2, MOST_OF_CALLER))));
        this.rejected = RejectedRequests.counter("queries", registry);
        Gauge.builder("carillon.limit.queries", places, FairPermits::taken)
                .description("Queries that may take long and have a place")
                .strongReference(true)
                .register(registry);
    }

    /** One per this number of processors, and at least one. */
    private static int oneFor(int processors, int atMost) {
        return Math.max(1, Math.min(atMost, Runtime.getRuntime().availableProcessors() / processors));
    }

    /** True once there is a place; call {@link #leave} afterwards. False if there was none in time. */
    CompletionStage<Boolean> enter(QuotaOwner owner) {
        CompletableFuture<Boolean> turn = new CompletableFuture<>();
        synchronized (this) {
            if (places.take(owner, 1) == null) {
                return CompletableFuture.completedStage(true);
            }
            int own = waitingOfOrganization.getOrDefault(owner.organizationId(), 0);
            if (own >= config.organizationQueriesWaiting() || waiting.size() >= config.queriesWaiting()) {
                rejected.increment();
                return CompletableFuture.completedStage(false);
            }
            waiting.put(turn, owner);
            waitingOfOrganization.merge(owner.organizationId(), 1, Integer::sum);
        }
        CompletableFuture<Boolean> inTime =
                turn.copy().completeOnTimeout(false, config.queryWait().toMillis(), TimeUnit.MILLISECONDS);
        return inTime.thenApply(entered -> entered || gaveUp(turn));
    }

    /** True if the place came at this very moment. */
    @SuppressWarnings("CollectionUndefinedEquality") // The identical future is meant.
    private boolean gaveUp(CompletableFuture<Boolean> turn) {
        synchronized (this) {
            QuotaOwner owner = waiting.remove(turn);
            if (owner != null) {
                forgetWaiting(owner);
                rejected.increment();
                return false;
            }
        }
        return true;
    }

    void leave(QuotaOwner owner) {
        places.giveBack(owner, 1);
        List<CompletableFuture<Boolean>> next = new ArrayList<>();
        synchronized (this) {
            Iterator<Map.Entry<CompletableFuture<Boolean>, QuotaOwner>> all =
                    waiting.entrySet().iterator();
            while (all.hasNext()) {
                Map.Entry<CompletableFuture<Boolean>, QuotaOwner> one = all.next();
                QuotaScope full = places.take(one.getValue(), 1);
                if (full == QuotaScope.POD) {
                    break;
                }
                if (full == null) {
                    all.remove();
                    forgetWaiting(one.getValue());
                    next.add(one.getKey());
                }
            }
        }
        next.forEach(turn -> turn.complete(true));
    }

    private void forgetWaiting(QuotaOwner owner) {
        waitingOfOrganization.computeIfPresent(owner.organizationId(), (o, n) -> n == 1 ? null : n - 1);
    }
}
