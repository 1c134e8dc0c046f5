package dev.carillon.courier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.outgoing.Answer;
import dev.carillon.outgoing.Verdict;
import dev.carillon.testkit.SharedServices;
import dev.carillon.webhook.WebhookConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookVerdictTest {

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
        assertThat(WebhookVerdict.of(answer(500), 0, Duration.ofHours(49), config))
                .isInstanceOf(Verdict.Dead.class);
    }

    @Test
    void statusGoneEndsTheEndpoint() {
        assertThat(verdict(answer(410), 0)).isInstanceOf(Verdict.Gone.class);
    }

    private Verdict verdict(Answer answer, int attempts) {
        return WebhookVerdict.of(answer, attempts, Duration.ZERO, config);
    }

    private static Answer answer(int status) {
        return new Answer(status, status == 0 ? Answer.Fault.TIMEOUT : null, null, Duration.ZERO);
    }
}
