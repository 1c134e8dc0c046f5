package dev.carillon.limit;

import dev.carillon.route.RefusedRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts refusals by the share that was used up. */
final class RefusedShares {

    private final Map<QuotaScope, Counter> counters = new EnumMap<>(QuotaScope.class);

    /** @param name of what is shared, in the label of the metric: {@code opens_organization} */
    RefusedShares(String name, MeterRegistry registry) {
        for (QuotaScope share : QuotaScope.values()) {
            counters.put(share, RefusedRequests.counter(name + "_" + share.label(), registry));
        }
    }

    /** Gives {@code refused} back, which is null where nothing was refused. */
    FairRateLimiter.Refused count(FairRateLimiter.Refused refused) {
        if (refused != null) {
            counters.get(refused.share()).increment();
        }
        return refused;
    }
}
