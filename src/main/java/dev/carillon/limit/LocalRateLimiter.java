package dev.carillon.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Token buckets in this pod's memory, one per caller or organization; their bound holds per pod. From any thread. */
final class LocalRateLimiter {

    static final LongSupplier MICROS = () -> TimeUnit.NANOSECONDS.toMicros(System.nanoTime());

    private final LongSupplier micros;
    private final Cache<String, AtomicLong> fullAt;

    LocalRateLimiter(int maxCallers, LongSupplier micros) {
        this.micros = micros;
        this.fullAt = Caffeine.newBuilder().maximumSize(maxCallers).build();
    }

    /** Zero if the tokens were taken; otherwise how long to wait for them. */
    Duration take(String caller, RateLimit rate, int tokens) {
        if (rate.isUnlimited()) {
            return Duration.ZERO;
        }
        return take(fullAt.get(caller, key -> new AtomicLong(Long.MIN_VALUE)), rate, tokens, micros);
    }

    /** Takes the tokens even if the bucket lacks them. */
    void charge(String caller, RateLimit rate, int tokens) {
        if (!rate.isUnlimited()) {
            charge(fullAt.get(caller, key -> new AtomicLong(Long.MIN_VALUE)), rate, tokens, micros);
        }
    }

    static void charge(AtomicLong bucket, RateLimit rate, int tokens, LongSupplier micros) {
        long now = micros.getAsLong();
        bucket.updateAndGet(seen -> Math.max(now, seen) + rate.costMicros(tokens));
    }

    static Duration take(AtomicLong bucket, RateLimit rate, int tokens, LongSupplier micros) {
        while (true) {
            long now = micros.getAsLong();
            long seen = bucket.get();
            long next = Math.max(now, seen) + rate.costMicros(tokens);
            long tooFar = next - now - rate.depthMicros(tokens);
            if (tooFar > 0) {
                return Duration.ofNanos(tooFar * 1000);
            }
            if (bucket.compareAndSet(seen, next)) {
                return Duration.ZERO;
            }
        }
    }
}
