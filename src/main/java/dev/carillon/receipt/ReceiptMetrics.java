package dev.carillon.receipt;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Metrics of acknowledgements. Labels come from closed sets only. */
@Singleton
@Startup
class ReceiptMetrics {

    private final Counter kept;
    private final Counter rejected;
    private final Counter replaced;

    @Inject
    ReceiptMetrics(MeterRegistry registry) {
        kept = acknowledgements(registry, "kept");
        rejected = acknowledgements(registry, "refused");
        replaced = Counter.builder("carillon.receipt.replaced")
                .description("Clients forgotten because newer ones of their user have reached the limit")
                .register(registry);
    }

    private static Counter acknowledgements(MeterRegistry registry, String outcome) {
        return Counter.builder("carillon.acknowledgements")
                .description("Acknowledgements of clients; each covers everything up to its cursor")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** @param wasKept false for a cursor that the client cannot have reached */
    void acknowledged(boolean wasKept) {
        (wasKept ? kept : rejected).increment();
    }

    /** @param clients that a new one of the same user replaced */
    void replaced(long clients) {
        replaced.increment((double) clients);
    }
}
