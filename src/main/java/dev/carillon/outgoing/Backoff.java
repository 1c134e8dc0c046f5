package dev.carillon.outgoing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The delays between attempts.
 *
 * @param first the longest one before the first repetition
 * @param most the longest one of all
 */
public record Backoff(Duration first, Duration most) {

    /**
     * Between 0 and a bound that doubles, evenly, so that requests that have failed together do not come back together. Not
     * before the server wants it.
     *
     * @param retryAfter how long the server asks to be left alone; null if it does not say
     * @param chance from 0 to 1
     */
    public Duration delay(@Nullable Duration retryAfter, int attemptsBefore, double chance) {
        long mostMillis = most.toMillis();
        // A shift by more would overflow.
        int doublings = Math.min(attemptsBefore, Integer.SIZE - 1);
        long firstMillis = first.toMillis();
        long bound = firstMillis > mostMillis >> doublings ? mostMillis : firstMillis << doublings;
        Duration drawn = Duration.ofMillis((long) (bound * chance));
        if (retryAfter == null || retryAfter.compareTo(drawn) < 0) {
            return drawn;
        }
        return retryAfter.compareTo(most) < 0 ? retryAfter : most;
    }
}
