package dev.carillon.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.sse.Cursor;
import org.junit.jupiter.api.Test;

class AckWatchTest {

    private static final long TIMEOUT = 100;

    private final AckWatch watch = new AckWatch();

    @Test
    void aClientThatAcknowledgesIsNeverOverdueTwice() {
        // Given
        watch.startFrom(new Cursor(1, 5));
        watch.onDelivered(6, 0);

        // When
        boolean kept = watch.onLookedUp(new Cursor(1, 6), 100);

        // Then
        assertThat(kept).isTrue();
        assertThat(watch.isOverdue(1_000, TIMEOUT)).isFalse();
    }

    @Test
    void theOldestDeliveryDecides() {
        // Given
        watch.startFrom(new Cursor(1, 5));
        watch.onDelivered(6, 0);
        watch.onDelivered(7, 90);

        // Then
        assertThat(watch.isOverdue(99, TIMEOUT)).isFalse();
        assertThat(watch.isOverdue(100, TIMEOUT)).isTrue();
        assertThat(watch.onLookedUp(new Cursor(1, 5), 100)).isFalse();
        assertThat(watch.acknowledged()).isEqualTo(new Cursor(1, 5));
    }

    @Test
    void nextUnacknowledgedDeliveryIsTimedFromThen() {
        // Given
        watch.startFrom(new Cursor(1, 5));
        watch.onDelivered(6, 0);
        watch.onDelivered(7, 10);

        // When
        watch.onLookedUp(new Cursor(1, 6), 100);

        // Then
        assertThat(watch.isOverdue(150, TIMEOUT)).isFalse();
        assertThat(watch.isOverdue(200, TIMEOUT)).isTrue();
    }
}
