package dev.carillon.courier;

import dev.carillon.outgoing.Answer;
import dev.carillon.outgoing.Backoff;
import dev.carillon.outgoing.Repetition;
import dev.carillon.outgoing.Verdict;
import dev.carillon.webhook.WebhookConfig;
import java.time.Duration;

/** Judges answers of endpoints. */
final class WebhookVerdict {

    /** The only status that ends an endpoint: 410. */
    private static final int GONE = 410;

    private WebhookVerdict() {}

    static Verdict of(Answer answer, int attemptsBefore, Duration queuedFor, WebhookConfig config) {
        if (answer.isSuccess()) {
            return new Verdict.Delivered();
        }
        if (answer.status() == GONE) {
            return new Verdict.Gone();
        }
        Repetition repetition = new Repetition(
                config.maxAttempts(), config.giveUpAfter(), new Backoff(config.firstRetry(), config.maxRetry()));
        return repetition.isOver(attemptsBefore, queuedFor)
                ? new Verdict.Dead()
                : new Verdict.Retry(repetition.delay(answer, attemptsBefore), Duration.ZERO);
    }
}
