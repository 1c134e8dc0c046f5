package dev.carillon.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FairBucketsTest {

    private static final Rate UNLIMITED = new Rate(0, 0);
    private static final Payer ADA = new Payer("one", "ada", false);
    private static final Payer BOB = new Payer("one", "bob", false);
    private static final Payer CARL = new Payer("other", "carl", false);

    private final AtomicLong micros = new AtomicLong();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private FairBuckets buckets(Rate user, Rate organization, Rate pod) {
        return new FairBuckets(user, UNLIMITED, organization, pod, new FairBuckets.Buckets(10, micros::get));
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
        int flooded = 0;
        // When the one takes all it can get for a minute, and the other what is its own
        for (int second = 0; second < 60; second++) {
            for (int tenth = 0; tenth < 10; tenth++) {
                while (buckets.take(ADA, 1) == null) {
                    flooded++;
                }
                assertThat(buckets.take(CARL, 2)).as("second %d", second).isNull();
                micros.addAndGet(100_000);
            }
        }
        // Then nothing was kept back that nobody wanted
        assertThat(flooded).isBetween(60 * 75, 60 * 85);
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
