package dev.carillon.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notification.InMemoryNotificationLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RelayStepsTest {

    private final LimitsAreRefusedOnce outbox = new LimitsAreRefusedOnce();
    private final RelaySteps steps = new RelaySteps(
            outbox,
            (organizationId, committed) -> {},
            SimRelay.LIMITS,
            new OutboxMetrics(new SimpleMeterRegistry()),
            "pod-1",
            System::nanoTime,
            new Random(1));

    private static final class LimitsAreRefusedOnce extends InMemoryOutbox {

        private int asked;
        private PublishLimits inForce;

        LimitsAreRefusedOnce() {
            super(new InMemoryNotificationLog(Clock.systemUTC()), Clock.systemUTC(), () -> {});
        }

        @Override
        public void limitTo(PublishLimits limits) {
            if (++asked == 1) {
                throw failure("57014");
            }
            inForce = limits;
        }
    }

    @Test
    void limitsThatCouldNotBeToldAreToldAgain() {
        // Given
        steps.next();
        assertThat(outbox.inForce).isNull();

        // When
        steps.next();
        steps.next();

        // Then
        assertThat(outbox.inForce).isEqualTo(SimRelay.LIMITS);
        assertThat(outbox.asked).isEqualTo(2);
    }
}
