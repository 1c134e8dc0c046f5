package dev.carillon.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.LogLines;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class BusRejectionCounterTest {

    /** An attacker with write access to Redis must not be able to fill the disk. */
    @Test
    void floodIsCountedInFullAndLoggedOncePerReason() {
        // Given
        MeterRegistry registry = new SimpleMeterRegistry();
        BusRejectionCounter rejectionCounter = new BusRejectionCounter(registry);

        try (LogLines log = new LogLines()) {
            // When
            for (int i = 0; i < 1_000; i++) {
                for (BusRejection reason : BusRejection.values()) {
                    rejectionCounter.count(reason, "channel");
                }
                rejectionCounter.failed("channel", new IllegalStateException("of a receiver"));
            }

            // Then
            assertThat(log.of(BusRejectionCounter.class)).hasSameSizeAs(BusRejection.values());
        }
        assertThat(registry.get("carillon.bus.rejected")
                        .tag("reason", "foreign")
                        .counter()
                        .count())
                .isEqualTo(1_000);
        assertThat(registry.get("carillon.bus.rejected")
                        .tag("reason", "failed")
                        .counter()
                        .count())
                .isEqualTo(2_000);
    }
}
