package dev.carillon.stream;

import java.util.function.LongSupplier;

/**
 * Bounds how many streams a pod opens per second: a token bucket that holds one second's worth. What is refused comes
 * back later by itself, so a herd is spread over time instead of over memory. From any thread.
 */
final class OpenRate {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long perSecond;
    private final LongSupplier nanoTime;
    private double tokens;
    private long filledAt;

    OpenRate(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.tokens = perSecond;
        this.filledAt = nanoTime.getAsLong();
    }

    synchronized boolean admit() {
        long now = nanoTime.getAsLong();
        tokens = Math.min(perSecond, tokens + (double) (now - filledAt) * perSecond / NANOS_PER_SECOND);
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
