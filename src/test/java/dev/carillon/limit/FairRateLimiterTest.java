package dev.carillon.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairRateLimiterTest {

    private static final RateLimit UNLIMITED = new RateLimit(0, 0);
    private static final QuotaOwner ADA = new QuotaOwner("one", "ada", false);
    private static final QuotaOwner BOB = new QuotaOwner("one", "bob", false);
    private static final QuotaOwner CARL = new QuotaOwner("other", "carl", false);

    private final AtomicLong micros = new AtomicLong();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private FairRateLimiter buckets(RateLimit user, RateLimit organization, RateLimit pod) {
        return new FairRateLimiter(
                new FairRateLimiter.Rates(user, UNLIMITED, organization, pod),
                new FairRateLimiter.Memory(100, Duration.ofSeconds(10), micros::get));
    }

    @Test
    void callerNeverGetsMoreThanItsOwnRateHoweverMuchIsLeft() {
        // Given
        FairRateLimiter buckets = buckets(new RateLimit(1, 5), new RateLimit(100, 100), new RateLimit(1000, 1000));
        assertThat(buckets.take(ADA, 5)).isNull();
        // When
        FairRateLimiter.Rejected rejected = new RejectedShares("things", registry).count(buckets.take(ADA, 1));
        // Then
        assertThat(rejected.share()).isEqualTo(QuotaScope.CALLER);
        assertThat(rejected.pause().toSeconds()).isEqualTo(1);
        assertThat(buckets.take(BOB, 5)).isNull();
        assertThat(registry.counter("carillon.limit.refused", "limit", "things_caller")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void organizationGetsWhatNobodyElseWantsButNeverTheOtherHalf() {
        // Given
        FairRateLimiter buckets = buckets(UNLIMITED, new RateLimit(10, 10), new RateLimit(100, 100));
        // When
        int taken = 0;
        while (buckets.take(ADA, 1) == null) {
            taken++;
        }
        // Then
        assertThat(taken).isBetween(50, 60);
        assertThat(buckets.take(BOB, 1).share()).isEqualTo(QuotaScope.ORGANIZATION);
        assertThat(buckets.take(CARL, 10)).isNull();
    }

    @Test
    void callerWithinItsShareIsNeverRejectedDuringAFlood() {
        // Given
        FairRateLimiter buckets = buckets(UNLIMITED, new RateLimit(20, 20), new RateLimit(100, 100));
        // When one takes all it can get for a minute, and the other takes its share
        int flooded =
                floodForAMinute(buckets, () -> assertThat(buckets.take(CARL, 2)).isNull());
        // Then the flood has its rate, and nothing of what else there is: the neighbor's requests would wait behind it
        assertThat(flooded).isBetween(60 * 20, 60 * 20 + 20 + 50);
    }

    @Test
    void organizationThatIsAloneGetsAllThereIs() {
        // Given
        FairRateLimiter buckets = buckets(UNLIMITED, new RateLimit(20, 20), new RateLimit(100, 100));
        // When
        int taken = floodForAMinute(buckets, () -> {});
        // Then
        assertThat(taken).isBetween(60 * 95, 60 * 105);
    }

    @Test
    void organizationWithoutRequestsForAWhileSharesNoMore() {
        // Given
        FairRateLimiter buckets = buckets(UNLIMITED, new RateLimit(20, 20), new RateLimit(100, 100));
        buckets.take(CARL, 1);
        buckets.take(ADA, 20);
        assertThat(buckets.take(ADA, 20).share()).isEqualTo(QuotaScope.ORGANIZATION);
        // When
        micros.addAndGet(10_000_001);
        buckets.take(ADA, 20);
        // Then
        assertThat(buckets.take(ADA, 20)).isNull();
    }

    @Test
    void requestWithinAnEqualPartIsNeverRejectedBesideManyFloods() {
        // Given nine whose rates come to twice what there is
        FairRateLimiter buckets = buckets(UNLIMITED, new RateLimit(20, 20), new RateLimit(100, 100));
        int[] taken = new int[9];
        // When
        for (int tenth = 0; tenth < 600; tenth++) {
            for (int i = 0; i < taken.length; i++) {
                while (buckets.take(new QuotaOwner("flood-" + i, "x", false), 1) == null) {
                    taken[i]++;
                }
            }
            if (tenth % 2 == 1) {
                assertThat(buckets.take(CARL, 1)).as("tenth %d", tenth).isNull();
            }
            micros.addAndGet(100_000);
        }
        // Then
        assertThat(IntStream.of(taken).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(60 * 8, 60 * 21));
        assertThat(IntStream.of(taken).sum()).isBetween(60 * 85, 60 * 100 + 300);
    }

    @Test
    void chargedPointsAreOwedAndLeaveOthersTheirShare() {
        // Given
        FairRateLimiter buckets = buckets(new RateLimit(100, 100), new RateLimit(20, 20), new RateLimit(100, 100));
        buckets.take(CARL, 1);
        // When
        buckets.charge(ADA, 200);
        // Then
        assertThat(buckets.take(ADA, 1).share()).isEqualTo(QuotaScope.CALLER);
        assertThat(buckets.take(BOB, 1).share()).isEqualTo(QuotaScope.ORGANIZATION);
        assertThat(buckets.take(CARL, 19)).isNull();
        micros.addAndGet(5_000_000);
        assertThat(buckets.take(BOB, 1).share()).isEqualTo(QuotaScope.ORGANIZATION);
        micros.addAndGet(5_000_000);
        assertThat(buckets.take(BOB, 1)).isNull();
    }

    private int floodForAMinute(FairRateLimiter buckets, Runnable neighbor) {
        int flooded = 0;
        for (int tenth = 0; tenth < 600; tenth++) {
            while (buckets.take(ADA, 1) == null) {
                flooded++;
            }
            neighbor.run();
            micros.addAndGet(100_000);
        }
        return flooded;
    }

    @Test
    void podGivesNoMoreThanItHasToAllTogether() {
        // Given
        FairRateLimiter buckets = buckets(UNLIMITED, new RateLimit(80, 80), new RateLimit(100, 100));
        buckets.take(ADA, 80);
        buckets.take(CARL, 20);
        // When
        FairRateLimiter.Rejected rejected = buckets.take(CARL, 20);
        // Then
        assertThat(rejected.share()).isEqualTo(QuotaScope.POD);
    }
}
