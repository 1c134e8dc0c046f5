package dev.carillon.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.testkit.IdentityTest;
import io.vertx.redis.client.Redis;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

@IdentityTest
class RateLimiterTest {

    private static final RateLimit TEN_PER_SECOND = new RateLimit(10, 20);

    private static final RateLimit UNLIMITED = new RateLimit(0, 0);

    @Inject
    Redis redis;

    private final AtomicLong micros = new AtomicLong();
    private final LocalRateLimiter local = new LocalRateLimiter(10, micros::get);

    @Test
    void bucketGivesItsBurstAndThenItsRate() {
        // Given
        assertEquals(Duration.ZERO, local.take("a", TEN_PER_SECOND, 20));
        // When
        Duration pause = local.take("a", TEN_PER_SECOND, 1);
        // Then
        assertEquals(Duration.ofMillis(100), pause);
        micros.addAndGet(100_000);
        assertEquals(Duration.ZERO, local.take("a", TEN_PER_SECOND, 1));
        assertEquals(Duration.ofMillis(100), local.take("a", TEN_PER_SECOND, 1));
    }

    @Test
    void callersDoNotShareABucket() {
        // Given
        local.take("a", TEN_PER_SECOND, 20);
        // When
        Duration pause = local.take("b", TEN_PER_SECOND, 20);
        // Then
        assertEquals(Duration.ZERO, pause);
    }

    @Test
    void createOfMoreThanTheBurstIsPossibleFromAFullBucketOnly() {
        // Given
        assertEquals(Duration.ZERO, local.take("a", TEN_PER_SECOND, 50));
        // When
        Duration pause = local.take("a", TEN_PER_SECOND, 50);
        // Then
        assertEquals(Duration.ofSeconds(5), pause);
    }

    @Test
    void podsShareABucketInRedis() {
        // Given
        QuotaOwner caller = new QuotaOwner(UUID.randomUUID().toString(), "1", false);
        RedisRateLimiter onePod = new RedisRateLimiter(redis, Duration.ofSeconds(2));
        RedisRateLimiter another = new RedisRateLimiter(redis, Duration.ofSeconds(2));
        // When
        FairRateLimiter.Rejected first = take(onePod, caller, UNLIMITED, 20);
        FairRateLimiter.Rejected second = take(another, caller, UNLIMITED, 10);
        // Then
        assertNull(first);
        assertEquals(QuotaScope.CALLER, second.share());
        assertTrue(second.pause().toMillis() > 500 && second.pause().toMillis() <= 1000, second::toString);
    }

    @Test
    void callersOfAnOrganizationShareItsBucketInRedis() {
        // Given
        String organization = UUID.randomUUID().toString();
        RedisRateLimiter pod = new RedisRateLimiter(redis, Duration.ofSeconds(2));
        RateLimit twice = new RateLimit(10, 40);
        assertNull(take(pod, new QuotaOwner(organization, "1", false), twice, 20));
        assertNull(take(pod, new QuotaOwner(organization, "2", false), twice, 20));
        // When
        FairRateLimiter.Rejected third = take(pod, new QuotaOwner(organization, "3", false), twice, 20);
        // Then
        assertEquals(QuotaScope.ORGANIZATION, third.share());
        assertNull(take(pod, new QuotaOwner(organization + "x", "3", false), twice, 20));
        assertNull(
                take(pod, new QuotaOwner(organization, "3", false), UNLIMITED, 20),
                "nothing was taken from the caller");
    }

    private static FairRateLimiter.Rejected take(
            RedisRateLimiter buckets, QuotaOwner owner, RateLimit organization, int tokens) {
        return buckets.take(owner, TEN_PER_SECOND, organization, tokens)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
