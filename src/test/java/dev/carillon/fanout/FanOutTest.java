package dev.carillon.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FanOutTest {

    private final PopulatedShard shard = new PopulatedShard(3);

    @Test
    void framesThatComeTogetherReachEachClientOnce() {
        // When
        shard.fanOut(10);
        shard.fanOut();
        shard.fanOut(2);

        // Then
        assertThat(shard.sent()).containsOnly(13);
    }
}
