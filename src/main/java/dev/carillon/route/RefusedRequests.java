package dev.carillon.route;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The metric of requests that a limit refuses. */
public final class RefusedRequests {

    private RefusedRequests() {}

    /** There from the start: a counter that appears with its first increase hides it from a rate. */
    public static Counter counter(String limit, MeterRegistry registry) {
        return Counter.builder("carillon.limit.refused")
                .description("Requests refused by a limit")
                .tag("limit", limit)
                .register(registry);
    }
}
