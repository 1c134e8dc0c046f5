package dev.carillon.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ActiveOrganizationsTest {

    private final AtomicLong micros = new AtomicLong();
    private final ActiveOrganizations active = new ActiveOrganizations(3, Duration.ofSeconds(10), micros::get);

    @Test
    void organizationCountsOnceHoweverOftenItAsks() {
        assertThat(active.with("a")).isEqualTo(1);
        assertThat(active.with("a")).isEqualTo(1);
        assertThat(active.with("b")).isEqualTo(2);
    }

    @Test
    void organizationThatAsksNoMoreIsForgottenAndOneThatGoesOnIsNot() {
        // Given
        active.with("a");
        active.with("b");
        // When
        micros.addAndGet(5_000_000);
        assertThat(active.with("a")).isEqualTo(2);
        micros.addAndGet(5_000_000);
        // Then
        assertThat(active.with("a")).isEqualTo(1);
        micros.addAndGet(60_000_000);
        assertThat(active.with("b")).isEqualTo(1);
    }

    @Test
    void strangersCountForThemselvesAlone() {
        assertThat(active.with("")).isEqualTo(1);
        assertThat(active.with("a")).isEqualTo(1);
        assertThat(active.with("")).isEqualTo(2);
    }

    @Test
    void namesAreRememberedUpToABound() {
        for (int i = 0; i < 10; i++) {
            active.with("o" + i);
        }
        assertThat(active.with("another")).isEqualTo(3);
    }
}
