package dev.carillon.push;

import dev.carillon.outgoing.Answer;
import dev.carillon.outgoing.Backoff;
import dev.carillon.outgoing.Repetition;
import dev.carillon.outgoing.Verdict;
import java.time.Duration;

/** Judges answers of push services. */
final class PushVerdict {

    private PushVerdict() {}

    static Verdict of(Answer answer, PushClaim claim, PushConfig config) {
        if (answer.isSuccess()) {
            return new Verdict.Delivered();
        }
        if (answer.status() == 404 || answer.status() == 410) {
            return new Verdict.Gone();
        }
        Repetition repetition = new Repetition(
                config.maxAttempts(), config.giveUpAfter(), new Backoff(config.firstRetry(), config.maxRetry()));
        boolean tooLarge = answer.status() == PushClaim.TOO_LARGE;
        if (repetition.isOver(claim.attempts(), claim.queuedFor())
                || (tooLarge && (claim.withdraws() || claim.wasTooLarge()))) {
            return new Verdict.Dead();
        }
        if (tooLarge) {
            // At once, and shorter.
            return new Verdict.Retry(Duration.ZERO, Duration.ZERO);
        }
        return new Verdict.Retry(repetition.delay(answer, claim.attempts()), hold(answer, config));
    }

    private static Duration hold(Answer answer, PushConfig config) {
        Duration wanted = answer.retryAfter();
        if (wanted == null || (answer.status() != 429 && answer.status() != 503)) {
            return Duration.ZERO;
        }
        return wanted.compareTo(config.maxHold()) < 0 ? wanted : config.maxHold();
    }
}
