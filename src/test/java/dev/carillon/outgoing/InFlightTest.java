package dev.carillon.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class InFlightTest {

    private static final Duration FAST = Duration.ofMillis(10);
    private static final Duration SLOW = Duration.ofSeconds(10);

    private final InFlight inFlight = new InFlight(new InFlight.Limits(10, 2, 4, Duration.ofSeconds(2)));

    @Test
    void roomEndsWithTheTotal() {
        // When
        for (int i = 0; i < 10; i++) {
            inFlight.started("e" + i);
        }

        // Then
        assertThat(inFlight.room()).isZero();
        assertThat(inFlight.busy()).hasSize(10).containsEntry("e0", 1);
    }

    @Test
    void slowEndpointsLeaveRoomForTheOthers() {
        // Given
        for (String endpoint : List.of("s1", "s2", "s3")) {
            inFlight.started(endpoint);
            inFlight.ended(endpoint, true, SLOW);
        }

        // When
        for (String endpoint : List.of("s1", "s1", "s2", "s2")) {
            inFlight.started(endpoint);
        }

        // Then nothing more to any slow one
        assertThat(inFlight.busy()).containsExactlyInAnyOrderEntriesOf(Map.of("s1", 2, "s2", 2, "s3", 2));
        assertThat(inFlight.room()).isEqualTo(6);
    }

    @Test
    void endpointThatIsFastAgainLeavesTheShareOfSlowOnes() {
        // Given
        inFlight.started("s1");
        inFlight.ended("s1", false, FAST);
        for (int i = 0; i < 4; i++) {
            inFlight.started("s1");
        }
        assertThat(inFlight.busy()).containsEntry("s1", 2);

        // When
        inFlight.ended("s1", true, FAST);

        // Then
        assertThat(inFlight.busy()).containsExactlyEntriesOf(Map.of("s1", 3));
    }

    /** However requests begin and end, nothing is left at the end. */
    @Test
    void countsEndAtZero() {
        // Given
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        List<String> running = new ArrayList<>();

        // When
        for (int i = 0; i < 10_000 || !running.isEmpty(); i++) {
            if (i < 10_000 && random.nextInt(3) > 0 && inFlight.room() > 0) {
                String endpoint = "e" + random.nextInt(5);
                running.add(endpoint);
                inFlight.started(endpoint);
            } else if (!running.isEmpty()) {
                String endpoint = running.remove(random.nextInt(running.size()));
                inFlight.ended(endpoint, random.nextBoolean(), random.nextBoolean() ? FAST : SLOW);
            }
        }

        // Then
        assertThat(inFlight.total()).isZero();
        assertThat(inFlight.busy()).isEmpty();
    }
}
