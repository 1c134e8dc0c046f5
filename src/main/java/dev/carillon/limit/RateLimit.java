package dev.carillon.limit;

import java.time.Duration;

/**
 * A token bucket of {@code burst} that is refilled with {@code perSecond} tokens. Its state is one number: the moment at
 * which it will be full again (GCRA). Taking tokens moves that moment, at most as far ahead as the bucket is deep.
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

    /** A request for more than the bucket holds may take all of it, or it could never succeed. */
    long depthMicros(int tokens) {
        return Math.max(burst, tokens) * MICROS / perSecond;
    }

    /** Long enough that a bucket is full when it is forgotten. */
    Duration timeToLive() {
        return Duration.ofSeconds(Math.max(burst, 1) / perSecond + 2L);
    }
}
