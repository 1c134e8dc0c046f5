package dev.carillon.problem;

import java.time.Duration;

/** The caller has used up what it may do; it may go on after a pause. Answered with 429 and {@code Retry-After}. */
public final class TooManyRequests extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long retryAfterSeconds;

    public TooManyRequests(String message, Duration pause) {
        super(message);
        // Rounded up: whoever comes back exactly then must find the door open.
        this.retryAfterSeconds = Math.max(1, pause.plusMillis(999).toSeconds());
    }

    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
