package dev.carillon.courier;

import dev.carillon.outgoing.Answer;
import dev.carillon.outgoing.Backoff;
import dev.carillon.webhook.WebhookConfig;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The fate of an event after an attempt, or in place of one. */
sealed interface Verdict {

    /** The name in the database. */
    String label();

    record Delivered() implements Verdict {
        @Override
        public String label() {
            return "delivered";
        }
    }

    record Retry(Duration delay) implements Verdict {
        @Override
        public String label() {
            return "retry";
        }
    }

    record Dead() implements Verdict {
        @Override
        public String label() {
            return "dead";
        }
    }

    /** The endpoint has said that it wants nothing more, ever. */
    record Gone() implements Verdict {
        @Override
        public String label() {
            return "gone";
        }
    }

    /** The user does not want such notifications by webhooks. */
    record Muted() implements Verdict {
        @Override
        public String label() {
            return "muted";
        }
    }

    /** It is due again after the user's quiet hours. */
    record Quiet(Duration left) implements Verdict {
        @Override
        public String label() {
            return "quiet";
        }
    }

    /** The only status that ends an endpoint: 410. */
    int GONE = 410;

    static Verdict of(Answer answer, int attemptsBefore, Duration queuedFor, WebhookConfig config) {
        if (answer.isSuccess()) {
            return new Delivered();
        }
        if (answer.status() == GONE) {
            return new Gone();
        }
        if (attemptsBefore + 1 >= config.maxAttempts() || queuedFor.compareTo(config.giveUpAfter()) > 0) {
            return new Dead();
        }
        return new Retry(new Backoff(config.firstRetry(), config.maxRetry())
                .delay(
                        answer.retryAfter(),
                        attemptsBefore,
                        ThreadLocalRandom.current().nextDouble()));
    }
}
