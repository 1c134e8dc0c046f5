package dev.carillon.limit;

import java.time.Duration;

/**
 * A token bucket of {@code burst} that is refilled with {@code perSecond}, kept as one number: the moment at which it
 * will be full again (GCRA). Taking moves that moment on; it must not move further ahead than the bucket is deep.
 */
record RateLimit(int perSecond, int burst) {

    static final RateLimit UNLIMITED = new RateLimit(0, 0);

    private static final long MICROS = 1_000_000L;

    boolean isUnlimited() {
        return perSecond <= 0;
    }

    long costMicros(int tokens) {
        return tokens * MICROS / perSecond;
    }

    /** More than the bucket holds can never be there at once: such a create may have all of it. */
    long depthMicros(int tokens) {
        return Math.max(burst, tokens) * MICROS / perSecond;
    }

    /** Long enough that a forgotten bucket is a full one. */
    Duration timeToLive() {
        return Duration.ofSeconds(Math.max(burst, 1) / perSecond + 2L);
    }
}
