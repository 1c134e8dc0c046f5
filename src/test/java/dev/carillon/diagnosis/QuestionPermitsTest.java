package dev.carillon.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuestionPermitsTest {

    private static final DiagnosisConfig CONFIG = SharedServices.config(
            DiagnosisConfig.class,
            Map.of("carillon.diagnosis.max-waiting", "5", "carillon.diagnosis.max-waiting-per-organization", "2"));

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final QuestionPermits places = new QuestionPermits(CONFIG, registry);

    @Test
    void oneOrganizationCannotTakeThePlacesOfAllOthers() {
        // Given
        assertThat(places.take("a")).isTrue();
        assertThat(places.take("a")).isTrue();

        // Then
        assertThat(places.take("a")).isFalse();
        assertThat(places.take("b")).isTrue();
        assertThat(rejected("organization")).isEqualTo(1);
    }

    @Test
    void manyOrganizationsTogetherAreBoundedToo() {
        // Given
        for (String organization : new String[] {"a", "b", "c", "d", "e"}) {
            assertThat(places.take(organization)).isTrue();
        }

        // Then
        assertThat(places.take("f")).isFalse();
        assertThat(rejected("pod")).isEqualTo(1);
        assertThat(registry.get("carillon.diagnosis.waiting").gauge().value()).isEqualTo(5);
    }

    @Test
    void aPlaceThatIsGivenBackCanBeTakenAgain() {
        // Given
        places.take("a");
        places.take("a");

        // When
        places.giveBack("a");

        // Then
        assertThat(places.take("a")).isTrue();
        places.giveBack("a");
        places.giveBack("a");
        assertThat(places.count()).isZero();
    }

    private double rejected(String bound) {
        return registry.get("carillon.diagnosis.rejected")
                .tag("bound", bound)
                .counter()
                .count();
    }
}
