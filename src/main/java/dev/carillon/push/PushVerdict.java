package dev.carillon.push;

import dev.carillon.outgoing.Answer;
import dev.carillon.outgoing.Backoff;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The fate of a message after an attempt, or in place of one. */
sealed interface PushVerdict {

    /** The name in the database. */
    String label();

    record Delivered() implements PushVerdict {
        @Override
        public String label() {
            return "delivered";
        }
    }

    /** @param hold how long the push service wants to be left alone, with everything; zero if it does not say */
    record Retry(Duration delay, Duration hold) implements PushVerdict {
        @Override
        public String label() {
            return "retry";
        }
    }

    record Dead() implements PushVerdict {
        @Override
        public String label() {
            return "dead";
        }
    }

    /** The browser has ended its subscription. */
    record Gone() implements PushVerdict {
        @Override
        public String label() {
            return "gone";
        }
    }

    /** The user does not want such notifications by push. */
    record Muted() implements PushVerdict {
        @Override
        public String label() {
            return "muted";
        }
    }

    /** It is due again after the user's quiet hours. */
    record Quiet(Duration left) implements PushVerdict {
        @Override
        public String label() {
            return "quiet";
        }
    }

    static PushVerdict of(Answer answer, PushClaim claim, PushConfig config) {
        if (answer.isSuccess()) {
            return new Delivered();
        }
        if (answer.status() == 404 || answer.status() == 410) {
            return new Gone();
        }
        boolean tooLarge = answer.status() == PushClaim.TOO_LARGE;
        if (claim.attempts() + 1 >= config.maxAttempts()
                || claim.queuedFor().compareTo(config.giveUpAfter()) > 0
                || (tooLarge && (claim.withdraws() || claim.wasTooLarge()))) {
            return new Dead();
        }
        if (tooLarge) {
            // At once, and shorter.
            return new Retry(Duration.ZERO, Duration.ZERO);
        }
        Duration drawn = new Backoff(config.firstRetry(), config.maxRetry())
                .delay(
                        answer.retryAfter(),
                        claim.attempts(),
                        ThreadLocalRandom.current().nextDouble());
        return new Retry(drawn, hold(answer, config));
    }

    private static Duration hold(Answer answer, PushConfig config) {
        Duration wanted = answer.retryAfter();
        if (wanted == null || (answer.status() != 429 && answer.status() != 503)) {
            return Duration.ZERO;
        }
        return wanted.compareTo(config.maxHold()) < 0 ? wanted : config.maxHold();
    }
}
