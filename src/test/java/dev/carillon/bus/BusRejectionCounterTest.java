package dev.carillon.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BusRejectionCounterTest {

    private final Logger logger = Logger.getLogger(BusRejectionCounter.class.getName());
    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(listener);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(listener);
    }

    /** An attacker with write access to Redis must not be able to fill the disk. */
    @Test
    void floodIsCountedInFullAndLoggedOncePerReason() {
        // Given
        MeterRegistry registry = new SimpleMeterRegistry();
        BusRejectionCounter rejectionCounter = new BusRejectionCounter(registry);

        // When
        for (int i = 0; i < 1_000; i++) {
            for (BusRejection reason : BusRejection.values()) {
                rejectionCounter.count(reason, "channel");
            }
            rejectionCounter.failed("channel", new IllegalStateException("of a receiver"));
        }

        // Then
        assertThat(logged).hasSameSizeAs(BusRejection.values());
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
