package dev.carillon.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** A guard: times are unstable, but the allocation of a delivery is a count. */
public class FanOutAllocationTest {

    private static final int CLIENTS = 1_000;
    private static final int FRAMES = 200;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final PopulatedShard shard = new PopulatedShard(CLIENTS);

    @Test
    void deliveryLeavesNothingToTheCollector() {
        // Given
        fanOut();

        // When
        long before = THREADS.getCurrentThreadAllocatedBytes();
        fanOut();
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

        // Then
        assertThat(shard.sent()).containsOnly(2 * FRAMES);
        assertThat((double) allocated / FRAMES / CLIENTS)
                .as("bytes per delivery, the frame itself included")
                .isLessThan(16);
    }

    private void fanOut() {
        for (int i = 0; i < FRAMES; i++) {
            shard.fanOut();
        }
    }
}
