package dev.carillon.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Remembers refusals of the buckets that all pods share. Only time fills a bucket, so the same request before that time is
 * refused without asking Redis. From any thread.
 */
final class RecentRefusals {

    private final LongSupplier micros;
    private final Cache<String, Refusal> refusals;

    RecentRefusals(int max, LongSupplier micros) {
        this.micros = micros;
        this.refusals = Caffeine.newBuilder().maximumSize(max).build();
    }

    void remember(Payer payer, int tokens, FairBuckets.Refused answer) {
        refusals.put(
                owner(payer, answer.share()),
                new Refusal(answer.share(), tokens, micros.getAsLong() + toMicros(answer.pause())));
    }

    /** Null where Redis has to be asked. */
    FairBuckets.Refused find(Payer payer, int tokens) {
        FairBuckets.Refused caller = find(owner(payer, Share.CALLER), tokens);
        return caller != null ? caller : find(owner(payer, Share.ORGANIZATION), tokens);
    }

    private FairBuckets.Refused find(String owner, int tokens) {
        Refusal known = refusals.getIfPresent(owner);
        if (known == null || tokens < known.tokens) {
            return null;
        }
        long left = known.untilMicros - micros.getAsLong();
        return left <= 0 ? null : new FairBuckets.Refused(known.share, Duration.ofNanos(left * 1_000));
    }

    /** Names of callers hold a slash, ids of organizations do not. */
    private static String owner(Payer payer, Share share) {
        return share == Share.CALLER ? payer.name() : payer.organizationId();
    }

    private static long toMicros(Duration pause) {
        return pause.toNanos() / 1_000;
    }

    private record Refusal(Share share, int tokens, long untilMicros) {}
}
