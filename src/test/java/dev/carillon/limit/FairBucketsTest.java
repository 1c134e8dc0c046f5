package dev.carillon.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairBucketsTest {

    private static final Rate UNLIMITED = new Rate(0, 0);
    private static final Payer ADA = new Payer("one", "ada", false);
    private static final Payer BOB = new Payer("one", "bob", false);
    private static final Payer CARL = new Payer("other", "carl", false);

    private final AtomicLong micros = new AtomicLong();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private FairBuckets buckets(Rate user, Rate organization, Rate pod) {
        return new FairBuckets(
                new FairBuckets.Rates(user, UNLIMITED, organization, pod),
                new FairBuckets.Memory(100, Duration.ofSeconds(10), micros::get));
    }

    @Test
    void callerNeverGetsMoreThanItsOwnRateHoweverMuchIsLeft() {
        // Given
        FairBuckets buckets = buckets(new Rate(1, 5), new Rate(100, 100), new Rate(1000, 1000));
        assertThat(buckets.take(ADA, 5)).isNull();
        // When
        FairBuckets.Refused refused = new RefusedShares("things", registry).count(buckets.take(ADA, 1));
        // Then
        assertThat(refused.share()).isEqualTo(Share.CALLER);
        assertThat(refused.pause().toSeconds()).isEqualTo(1);
        assertThat(buckets.take(BOB, 5)).isNull();
        assertThat(registry.counter("carillon.limit.refused", "limit", "things_caller")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void organizationGetsWhatNobodyElseWantsButNeverTheOtherHalf() {
        // Given
        FairBuckets buckets = buckets(UNLIMITED, new Rate(10, 10), new Rate(100, 100));
        // When
        int taken = 0;
        while (buckets.take(ADA, 1) == null) {
            taken++;
        }
        // Then
        assertThat(taken).isBetween(50, 60);
        assertThat(buckets.take(BOB, 1).share()).isEqualTo(Share.ORGANIZATION);
        assertThat(buckets.take(CARL, 10)).isNull();
    }

    @Test
    void whoeverIsWithinItsShareIsNeverRefusedForAFlood() {
        // Given
        FairBuckets buckets = buckets(UNLIMITED, new Rate(20, 20), new Rate(100, 100));
        // When the one takes all it can get for a minute, and the other what is its own
        int flooded =
                floodForAMinute(buckets, () -> assertThat(buckets.take(CARL, 2)).isNull());
        // Then the flood has its rate, and nothing of what else there is: the neighbor's requests would wait behind it
        assertThat(flooded).isBetween(60 * 20, 60 * 20 + 20 + 50);
    }

    @Test
    void organizationThatIsAloneGetsAllThereIs() {
        // Given
        FairBuckets buckets = buckets(UNLIMITED, new Rate(20, 20), new Rate(100, 100));
        // When
        int taken = floodForAMinute(buckets, () -> {});
        // Then
        assertThat(taken).isBetween(60 * 95, 60 * 105);
    }

    @Test
    void organizationWithoutRequestsForAWhileSharesNoMore() {
        // Given
        FairBuckets buckets = buckets(UNLIMITED, new Rate(20, 20), new Rate(100, 100));
        buckets.take(CARL, 1);
        buckets.take(ADA, 20);
        assertThat(buckets.take(ADA, 20).share()).isEqualTo(Share.ORGANIZATION);
        // When
        micros.addAndGet(10_000_001);
        buckets.take(ADA, 20);
        // Then
        assertThat(buckets.take(ADA, 20)).isNull();
    }

    @Test
    void requestWithinAnEqualPartIsNeverRefusedBesideManyFloods() {
        // Given nine whose rates come to twice what there is
        FairBuckets buckets = buckets(UNLIMITED, new Rate(20, 20), new Rate(100, 100));
        int[] taken = new int[9];
        // When
        for (int tenth = 0; tenth < 600; tenth++) {
            for (int i = 0; i < taken.length; i++) {
                while (buckets.take(new Payer("flood-" + i, "x", false), 1) == null) {
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
        FairBuckets buckets = buckets(new Rate(100, 100), new Rate(20, 20), new Rate(100, 100));
        buckets.take(CARL, 1);
        // When
        buckets.charge(ADA, 200);
        // Then
        assertThat(buckets.take(ADA, 1).share()).isEqualTo(Share.CALLER);
        assertThat(buckets.take(BOB, 1).share()).isEqualTo(Share.ORGANIZATION);
        assertThat(buckets.take(CARL, 19)).isNull();
        micros.addAndGet(5_000_000);
        assertThat(buckets.take(BOB, 1).share()).isEqualTo(Share.ORGANIZATION);
        micros.addAndGet(5_000_000);
        assertThat(buckets.take(BOB, 1)).isNull();
    }

    private int floodForAMinute(FairBuckets buckets, Runnable neighbor) {
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
        FairBuckets buckets = buckets(UNLIMITED, new Rate(80, 80), new Rate(100, 100));
        buckets.take(ADA, 80);
        buckets.take(CARL, 20);
        // When
        FairBuckets.Refused refused = buckets.take(CARL, 20);
        // Then
        assertThat(refused.share()).isEqualTo(Share.POD);
    }
}
