package dev.carillon.outgoing;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How often a request is repeated that failed, and for how long. */
public record Repetition(int maxAttempts, Duration giveUpAfter, Backoff backoff) {

    /** Whether nothing follows an attempt that has failed. */
    public boolean isOver(int attemptsBefore, Duration queuedFor) {
        return attemptsBefore + 1 >= maxAttempts || queuedFor.compareTo(giveUpAfter) > 0;
    }

    /** The time until the next attempt, drawn at random. */
    public Duration delay(Answer answer, int attemptsBefore) {
        return backoff.delay(
                answer.retryAfter(), attemptsBefore, ThreadLocalRandom.current().nextDouble());
    }
}
