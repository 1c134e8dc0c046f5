package dev.carillon.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FairPermitsTest {

    private static final QuotaOwner ADA = new QuotaOwner("one", "ada", false);
    private static final QuotaOwner BOB = new QuotaOwner("one", "bob", false);
    private static final QuotaOwner CARL = new QuotaOwner("other", "carl", false);
    private static final QuotaOwner DORA = new QuotaOwner("third", "dora", false);

    private final FairPermits places = new FairPermits(new FairPermits.Bounds(10, 6, 4));

    @Test
    void neitherACallerNorAnOrganizationGetsAll() {
        assertThat(places.take(ADA, 4)).isNull();
        assertThat(places.take(ADA, 1)).isEqualTo(QuotaScope.CALLER);
        assertThat(places.take(BOB, 2)).isNull();
        assertThat(places.take(BOB, 1)).isEqualTo(QuotaScope.ORGANIZATION);
        assertThat(places.take(CARL, 4)).isNull();
        assertThat(places.take(DORA, 1)).isEqualTo(QuotaScope.POD);
    }

    @Test
    void releasedPermitsCanBeAcquiredAgainAndLeaveNothingBehind() {
        // Given
        places.take(ADA, 4);
        // When
        places.giveBack(ADA, 4);
        // Then
        assertThat(places.taken()).isZero();
        assertThat(places.take(ADA, 4)).isNull();
    }
}
