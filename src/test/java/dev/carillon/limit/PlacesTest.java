package dev.carillon.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacesTest {

    private static final Payer ADA = new Payer("one", "ada", false);
    private static final Payer BOB = new Payer("one", "bob", false);
    private static final Payer CARL = new Payer("other", "carl", false);
    private static final Payer DORA = new Payer("third", "dora", false);

    private final Places places = new Places(new Places.Bounds(10, 6, 4));

    @Test
    void neitherACallerNorAnOrganizationGetsAll() {
        assertThat(places.take(ADA, 4)).isNull();
        assertThat(places.take(ADA, 1)).isEqualTo(Share.CALLER);
        assertThat(places.take(BOB, 2)).isNull();
        assertThat(places.take(BOB, 1)).isEqualTo(Share.ORGANIZATION);
        assertThat(places.take(CARL, 4)).isNull();
        assertThat(places.take(DORA, 1)).isEqualTo(Share.POD);
    }

    @Test
    void whatIsGivenBackCanBeTakenAgainAndLeavesNothingBehind() {
        // Given
        places.take(ADA, 4);
        // When
        places.giveBack(ADA, 4);
        // Then
        assertThat(places.taken()).isZero();
        assertThat(places.take(ADA, 4)).isNull();
    }
}
