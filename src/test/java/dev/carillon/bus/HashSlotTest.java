package dev.carillon.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashSlotTest {

    /** A server gives these answers to {@code CLUSTER KEYSLOT}. */
    @ParameterizedTest
    @CsvSource({"123456789, 12739", "foo, 12182", "{foo}.bar, 12182", "carillon:org:{foo}, 12182"})
    void slotsAreThoseOfRedis(String name, int slot) {
        assertThat(HashSlot.of(name)).isEqualTo(slot);
    }

    @Test
    void aNameCanBeFoundInEveryShard() {
        for (int first = 0; first < HashSlot.SLOTS; first += 1024) {
            RedisNode node = new RedisNode("host:1", List.of(new RedisNode.Range(first, first + 1023)));
            assertThat(node.holds(HashSlot.of(node.nameWithin("carillon:probe:{pod:"))))
                    .isTrue();
        }
    }
}
