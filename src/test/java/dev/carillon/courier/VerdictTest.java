package dev.carillon.courier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.outgoing.Answer;
import dev.carillon.testkit.SharedServices;
import dev.carillon.webhook.WebhookConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictTest {

    private final WebhookConfig config = SharedServices.config(WebhookConfig.class, Map.of());

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299})
    void acceptedEventIsDelivered(int status) {
        assertThat(verdict(answer(status), 0)).isInstanceOf(Verdict.Delivered.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 301, 307, 400, 404, 429, 500, 503})
    void otherIsTriedAgainUntilItIsDead(int status) {
        assertThat(verdict(answer(status), 0)).isInstanceOf(Verdict.Retry.class);
        assertThat(verdict(answer(status), 14)).isInstanceOf(Verdict.Retry.class);
        assertThat(verdict(answer(status), 15)).isInstanceOf(Verdict.Dead.class);
    }

    @Test
    void eventThatHasWaitedForTooLongIsDead() {
        assertThat(Verdict.of(answer(500), 0, Duration.ofHours(49), config)).isInstanceOf(Verdict.Dead.class);
    }

    @Test
    void statusGoneEndsTheEndpoint() {
        assertThat(verdict(answer(410), 0)).isInstanceOf(Verdict.Gone.class);
    }

    /** The bound doubles from 5 s to 4 h. */
    @ParameterizedTest
    @CsvSource({"0, 5", "1, 10", "4, 80", "11, 10240", "12, 14400", "40, 14400", "1000000, 14400"})
    void delayIsAnythingBelowABoundThatDoubles(int attempts, long seconds) {
        // When
        Duration half = Verdict.delay(answer(500), attempts, config, 0.5);
        Duration none = Verdict.delay(answer(500), attempts, config, 0);

        // Then
        assertThat(half).isEqualTo(Duration.ofSeconds(seconds).dividedBy(2));
        assertThat(none).isZero();
    }

    @Test
    void serverIsNotTriedBeforeItWantsButNeverLeftForLongerThanTheBound() {
        assertThat(Verdict.delay(asking(Duration.ofMinutes(3)), 0, config, 0.5)).isEqualTo(Duration.ofMinutes(3));
        assertThat(Verdict.delay(asking(Duration.ofDays(3)), 0, config, 0.5)).isEqualTo(Duration.ofHours(4));
    }

    private Verdict verdict(Answer answer, int attempts) {
        return Verdict.of(answer, attempts, Duration.ZERO, config);
    }

    private static Answer answer(int status) {
        return new Answer(status, status == 0 ? Answer.Fault.TIMEOUT : null, null, Duration.ZERO);
    }

    private static Answer asking(Duration time) {
        return new Answer(503, null, time, Duration.ZERO);
    }
}
