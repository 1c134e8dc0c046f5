package dev.carillon.limit;

import dev.carillon.route.RejectedRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Counts rejections by the share that was used up. From any thread. */
final class RejectedShares {

    private final Map<QuotaScope, Counter> counters = new EnumMap<>(QuotaScope.class);

    /** @param name the first part of the metric's label, such as {@code opens} in {@code opens_organization} */
    RejectedShares(String name, MeterRegistry registry) {
        for (QuotaScope share : QuotaScope.values()) {
            counters.put(share, RejectedRequests.counter(name + "_" + share.label(), registry));
        }
    }

    /** Returns {@code rejected}, which is null if nothing was rejected. */
    FairRateLimiter.@Nullable Rejected count(FairRateLimiter.@Nullable Rejected rejected) {
        if (rejected != null) {
            Objects.requireNonNull(counters.get(rejected.share())).increment();
        }
        return rejected;
    }
}
