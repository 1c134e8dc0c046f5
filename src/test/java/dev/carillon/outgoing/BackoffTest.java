package dev.carillon.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofHours(4));

    /** The bound doubles from 5 s to 4 h. */
    @ParameterizedTest
    @CsvSource({"0, 5", "1, 10", "4, 80", "11, 10240", "12, 14400", "40, 14400", "1000000, 14400"})
    void delayIsAnythingBelowABoundThatDoubles(int attempts, long seconds) {
        // When
        Duration half = backoff.delay(null, attempts, 0.5);
        Duration none = backoff.delay(null, attempts, 0);

        // Then
        assertThat(half).isEqualTo(Duration.ofSeconds(seconds).dividedBy(2));
        assertThat(none).isZero();
    }

    @Test
    void serverIsNotTriedBeforeItWantsButNeverLeftForLongerThanTheBound() {
        assertThat(backoff.delay(Duration.ofMinutes(3), 0, 0.5)).isEqualTo(Duration.ofMinutes(3));
        assertThat(backoff.delay(Duration.ofDays(3), 0, 0.5)).isEqualTo(Duration.ofHours(4));
    }
}
