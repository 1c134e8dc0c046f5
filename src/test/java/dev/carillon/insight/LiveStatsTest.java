package dev.carillon.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LiveStatsTest {

    private final LiveStats liveStats = new LiveStats();

    @Test
    void largestOrganizationsAreNamedAndAllAreCounted() {
        // Given
        List.of("a", "b", "b", "c", "c", "c").forEach(liveStats::joined);
        liveStats.left("a");

        // When
        PodStats podStats = liveStats.podStats(1, true);

        // Then
        assertThat(podStats.clients()).isEqualTo(5);
        assertThat(podStats.organizations()).isEqualTo(2);
        assertThat(podStats.largest()).containsExactly(new PodStats.Share("c", 3));
    }

    @Test
    void slowestDelayIsResetByEveryReader() {
        // Given
        liveStats.written(2, 30);
        liveStats.written(1, -5);
        liveStats.written(0, 900);

        // When
        PodStats first = liveStats.podStats(1, true);
        PodStats second = liveStats.podStats(1, true);

        // Then
        assertThat(first.written()).isEqualTo(3);
        assertThat(first.delayMillis()).isEqualTo(60);
        assertThat(first.slowestMillis()).isEqualTo(30);
        assertThat(second.slowestMillis()).isZero();
    }
}
