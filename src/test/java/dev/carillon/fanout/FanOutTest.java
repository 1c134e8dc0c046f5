package dev.carillon.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FanOutTest {

    private final FullRoom room = new FullRoom(3);

    @Test
    void framesThatComeTogetherReachEachClientOnce() {
        // When
        room.fanOut(10);
        room.fanOut();
        room.fanOut(2);

        // Then
        assertThat(room.sent()).containsOnly(13);
    }
}
