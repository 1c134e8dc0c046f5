package dev.carillon.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentRejectionsTest {

    private static final QuotaOwner ADA = new QuotaOwner("one", "ada", false);
    private static final QuotaOwner BOB = new QuotaOwner("one", "bob", false);
    private static final QuotaOwner CARL = new QuotaOwner("other", "ada", false);

    private final AtomicLong micros = new AtomicLong();
    private final RecentRejections rejections = new RecentRejections(10, micros::get);

    @Test
    void callerThatWasRejectedIsUntilItsTimeHasComeAndForAsMuchOnly() {
        // Given
        rejections.remember(ADA, 5, new FairRateLimiter.Rejected(QuotaScope.CALLER, Duration.ofSeconds(2)));
        // When
        micros.addAndGet(500_000);
        // Then
        assertThat(rejections.find(ADA, 5))
                .isEqualTo(new FairRateLimiter.Rejected(QuotaScope.CALLER, Duration.ofMillis(1500)));
        assertThat(rejections.find(ADA, 4)).isNull();
        assertThat(rejections.find(BOB, 5)).isNull();
        assertThat(rejections.find(CARL, 5)).isNull();
        micros.addAndGet(1_500_000);
        assertThat(rejections.find(ADA, 5)).isNull();
    }

    @Test
    void organizationThatWasRejectedIsForAllItsCallers() {
        // Given
        rejections.remember(ADA, 1, new FairRateLimiter.Rejected(QuotaScope.ORGANIZATION, Duration.ofSeconds(2)));
        // Then
        assertThat(rejections.find(BOB, 1).share()).isEqualTo(QuotaScope.ORGANIZATION);
        assertThat(rejections.find(CARL, 1)).isNull();
    }
}
