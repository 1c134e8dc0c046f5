package dev.carillon.problem;

import java.time.Duration;

/** The caller has used up a limit and may retry after a pause. Answered with 429 and {@code Retry-After}. */
public final class TooManyRequests extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long retryAfterSeconds;

    public TooManyRequests(String message, Duration pause) {
        super(message);
        // Rounded up, so that a retry at exactly that time succeeds.
        this.retryAfterSeconds = Math.max(1, pause.plusMillis(999).toSeconds());
    }

    long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
