package dev.carillon.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentRefusalsTest {

    private static final QuotaOwner ADA = new QuotaOwner("one", "ada", false);
    private static final QuotaOwner BOB = new QuotaOwner("one", "bob", false);
    private static final QuotaOwner CARL = new QuotaOwner("other", "ada", false);

    private final AtomicLong micros = new AtomicLong();
    private final RecentRefusals refusals = new RecentRefusals(10, micros::get);

    @Test
    void callerThatWasRefusedIsUntilItsTimeHasComeAndForAsMuchOnly() {
        // Given
        refusals.remember(ADA, 5, new FairRateLimiter.Refused(QuotaScope.CALLER, Duration.ofSeconds(2)));
        // When
        micros.addAndGet(500_000);
        // Then
        assertThat(refusals.find(ADA, 5))
                .isEqualTo(new FairRateLimiter.Refused(QuotaScope.CALLER, Duration.ofMillis(1500)));
        assertThat(refusals.find(ADA, 4)).isNull();
        assertThat(refusals.find(BOB, 5)).isNull();
        assertThat(refusals.find(CARL, 5)).isNull();
        micros.addAndGet(1_500_000);
        assertThat(refusals.find(ADA, 5)).isNull();
    }

    @Test
    void organizationThatWasRefusedIsForAllItsCallers() {
        // Given
        refusals.remember(ADA, 1, new FairRateLimiter.Refused(QuotaScope.ORGANIZATION, Duration.ofSeconds(2)));
        // Then
        assertThat(refusals.find(BOB, 1).share()).isEqualTo(QuotaScope.ORGANIZATION);
        assertThat(refusals.find(CARL, 1)).isNull();
    }
}
