package dev.carillon.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.problem.InvalidField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFilterTest {

    @Test
    void withoutTypesEverythingPasses() {
        assertThat(EventFilter.parse(null).passes("anything")).isTrue();
        assertThat(EventFilter.parse("").passes("anything")).isTrue();
        assertThat(EventFilter.parse("*").passes("anything")).isTrue();
    }

    @Test
    void namesAndPrefixesPassAndNothingElse() {
        // Given
        EventFilter filter = EventFilter.parse("session_*, payment.failed");

        // Then
        assertThat(filter.passes("session_created")).isTrue();
        assertThat(filter.passes("session_")).isTrue();
        assertThat(filter.passes("payment.failed")).isTrue();
        assertThat(filter.passes("payment.failed.again")).isFalse();
        assertThat(filter.passes("sessions")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "a,", "a b", "*a", "a**", "é", "a;b"})
    void invalidTypeIsRejectedByName(String types) {
        assertThatThrownBy(() -> EventFilter.parse(types))
                .isInstanceOfSatisfying(
                        InvalidField.class, e -> assertThat(e.field()).isEqualTo("types"));
    }

    @Test
    void tooManyTypesAreRejected() {
        assertThatThrownBy(() -> EventFilter.parse("a,".repeat(50) + "a")).isInstanceOf(InvalidField.class);
    }
}
