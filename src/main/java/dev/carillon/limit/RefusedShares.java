package dev.carillon.limit;

import dev.carillon.route.RefusedRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Counts rejections by the share that was used up. From any thread. */
final class RefusedShares {

    private final Map<QuotaScope, Counter> counters = new EnumMap<>(QuotaScope.class);

    /** @param name the first part of the metric's label, such as {@code opens} in {@code opens_organization} */
    RefusedShares(String name, MeterRegistry registry) {
        for (QuotaScope share : QuotaScope.values()) {
            counters.put(share, RefusedRequests.counter(name + "_" + share.label(), registry));
        }
    }

    /** Returns {@code refused}, which is null if nothing was rejected. */
    FairRateLimiter.@Nullable Refused count(FairRateLimiter.@Nullable Refused refused) {
        if (refused != null) {
            Objects.requireNonNull(counters.get(refused.share())).increment();
        }
        return refused;
    }
}
