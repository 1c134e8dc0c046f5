package dev.carillon.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.sse.Cursor;
import dev.carillon.sse.LastEventId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Exceptions of a channel shard's clients. */
class SupervisionTest {

    @Test
    void frameThatGoesBackEndsTheClientInsteadOfReachingIt() {
        // Given
        PopulatedShard.CountingClient client = new PopulatedShard(1).client(0);
        Subscription subscription =
                new Subscription(null, new SupervisedClient(client), new LastEventId.Absent(), Instant.EPOCH);
        subscription.onConnected(new Cursor(0xabcd, 5), true);

        // When
        subscription.write(frame(6));
        subscription.write(frame(6));

        // Then
        assertThat(client.sent()).isEqualTo(1);
        assertThat(client.endedFor()).isEqualTo(DisconnectReason.FAILED);
    }

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

    /** Netty tells it within a write; a client that has not been handed its subscription by then would be ended. */
    @Test
    void clientWhoseSocketDrainsWhileItIsLetInStaysOpen() {
        // Given
        PopulatedShard shard = new PopulatedShard(1);
        PopulatedShard.CountingClient client =
                new PopulatedShard.CountingClient(shard.client(0).loop(), "late");
        client.drainAtOnce();

        // When
        shard.letIn(client);
        shard.fanOut();

        // Then
        assertThat(client.endedFor()).isNull();
        assertThat(client.sent()).isEqualTo(1);
    }

    private static Frame frame(long id) {
        return Frames.of(id, null, "test", "{}".getBytes(StandardCharsets.UTF_8));
    }
}
