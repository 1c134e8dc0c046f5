package dev.carillon.route;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The metric of requests that a limit rejects. */
public final class RejectedRequests {

    private RejectedRequests() {}

    /** Registered at the start: a counter that appears with its first increment hides that increment from a rate. */
    public static Counter counter(String limit, MeterRegistry registry) {
        return Counter.builder("carillon.limit.refused")
                .description("Requests rejected by a limit")
                .tag("limit", limit)
                .register(registry);
    }
}
