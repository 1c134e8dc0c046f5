package dev.carillon.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.identity.IdentityTest;
import io.vertx.redis.client.Redis;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

@IdentityTest
class BucketsTest {

    private static final Rate TEN_PER_SECOND = new Rate(10, 20);

    @Inject
    Redis redis;

    private final AtomicLong micros = new AtomicLong();
    private final LocalBuckets local = new LocalBuckets(10, micros::get);

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
        String caller = UUID.randomUUID().toString();
        SharedBuckets onePod = new SharedBuckets(redis, Duration.ofSeconds(2));
        SharedBuckets another = new SharedBuckets(redis, Duration.ofSeconds(2));
        // When
        Duration first = take(onePod, caller, 20);
        Duration second = take(another, caller, 10);
        // Then
        assertEquals(Duration.ZERO, first);
        assertTrue(second.toMillis() > 500 && second.toMillis() <= 1000, second::toString);
    }

    private static Duration take(SharedBuckets buckets, String caller, int tokens) {
        return buckets.take(caller, TEN_PER_SECOND, tokens)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
