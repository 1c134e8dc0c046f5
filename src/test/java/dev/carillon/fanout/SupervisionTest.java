package dev.carillon.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a client of a room throws. */
class SupervisionTest {

    @Test
    void clientThatThrowsEndsAloneAndTheOthersGetEverythingOnce() {
        // Given
        FullRoom room = new FullRoom(10);
        FullRoom.CountingClient faulty = room.client(4);
        faulty.throwOnce();

        // When
        room.fanOut();
        room.fanOut(3);

        // Then
        assertThat(faulty.endedFor()).isEqualTo(DisconnectReason.FAILED);
        for (int i = 0; i < 10; i++) {
            if (i != 4) {
                assertThat(room.client(i).sent()).as("client %d", i).isEqualTo(4);
                assertThat(room.client(i).endedFor()).isNull();
            }
        }
    }
}
