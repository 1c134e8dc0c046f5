package dev.carillon.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Exceptions of a channel shard's clients. */
class SupervisionTest {

    @Test
    void clientThatThrowsEndsAloneAndTheOthersGetEverythingOnce() {
        // Given
        PopulatedShard shard = new PopulatedShard(10);
        PopulatedShard.CountingClient faulty = shard.client(4);
        faulty.throwOnce();

        // When
        shard.fanOut();
        shard.fanOut(3);

        // Then
        assertThat(faulty.endedFor()).isEqualTo(DisconnectReason.FAILED);
        for (int i = 0; i < 10; i++) {
            if (i != 4) {
                assertThat(shard.client(i).sent()).as("client %d", i).isEqualTo(4);
                assertThat(shard.client(i).endedFor()).isNull();
            }
        }
    }
}
