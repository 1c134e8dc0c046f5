package dev.carillon.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VitalsTest {

    private final Vitals vitals = new Vitals();

    @Test
    void largestOrganizationsAreNamedAndAllAreCounted() {
        // Given
        List.of("a", "b", "b", "c", "c", "c").forEach(vitals::joined);
        vitals.left("a");

        // When
        Pulse pulse = vitals.pulse(1, true);

        // Then
        assertThat(pulse.clients()).isEqualTo(5);
        assertThat(pulse.organizations()).isEqualTo(2);
        assertThat(pulse.largest()).containsExactly(new Pulse.Share("c", 3));
    }

    @Test
    void slowestDelayIsTakenAlongByWhoeverLooks() {
        // Given
        vitals.written(2, 30);
        vitals.written(1, -5);
        vitals.written(0, 900);

        // When
        Pulse first = vitals.pulse(1, true);
        Pulse second = vitals.pulse(1, true);

        // Then
        assertThat(first.written()).isEqualTo(3);
        assertThat(first.delayMillis()).isEqualTo(60);
        assertThat(first.slowestMillis()).isEqualTo(30);
        assertThat(second.slowestMillis()).isZero();
    }
}
