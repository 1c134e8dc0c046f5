package dev.carillon.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers rejections by the buckets that all pods share. Only time fills a bucket, so until then the same request is
 * rejected without asking Redis. From any thread.
 */
final class RecentRejections {

    private final LongSupplier micros;
    private final Cache<String, Rejection> rejections;

    RecentRejections(int max, LongSupplier micros) {
        this.micros = micros;
        this.rejections = Caffeine.newBuilder().maximumSize(max).build();
    }

    void remember(QuotaOwner owner, int tokens, FairRateLimiter.Rejected answer) {
        rejections.put(
                owner(owner, answer.share()),
                new Rejection(answer.share(), tokens, micros.getAsLong() + toMicros(answer.pause())));
    }

    /** Null if Redis has to be asked. */
    FairRateLimiter.@Nullable Rejected find(QuotaOwner owner, int tokens) {
        FairRateLimiter.Rejected caller = find(owner(owner, QuotaScope.CALLER), tokens);
        return caller != null ? caller : find(owner(owner, QuotaScope.ORGANIZATION), tokens);
    }

    private FairRateLimiter.@Nullable Rejected find(String owner, int tokens) {
        Rejection known = rejections.getIfPresent(owner);
        if (known == null || tokens < known.tokens) {
            return null;
        }
        long left = known.untilMicros - micros.getAsLong();
        return left <= 0 ? null : new FairRateLimiter.Rejected(known.share, Duration.ofNanos(left * 1_000));
    }

    /** Names of callers hold a slash, ids of organizations do not. */
    private static String owner(QuotaOwner owner, QuotaScope share) {
        return share == QuotaScope.CALLER ? owner.name() : owner.organizationId();
    }

    private static long toMicros(Duration pause) {
        return pause.toNanos() / 1_000;
    }

    private record Rejection(QuotaScope share, int tokens, long untilMicros) {}
}
