package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// On a thread of its own: an interrupt does not end a caller's wait for the output.
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogQueueTest {

    private static final long MEMORY = 100_000;
    private static final int MORE_THAN_FIT = 10_000;

    private final Semaphore reader = new Semaphore(0);
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final LogQueue queue = new LogQueue(MEMORY, new Handler() {
        @Override
        public void publish(LogRecord line) {
            reader.acquireUninterruptibly();
            written.add(line.getMessage());
            // As a filter may.
            line.setMessage("");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    });

    @AfterEach
    void close() {
        reader.release(Integer.MAX_VALUE / 2);
        queue.close();
    }

    @Test
    void callersDoNotWaitForAnOutputThatNobodyReads() {
        // When
        publish(MORE_THAN_FIT);

        // Then
        assertThat(queue.dropped()).isBetween(1L, MORE_THAN_FIT - 1L);
        assertThat(written).isEmpty();
    }

    @Test
    void outputSaysHowManyLinesWereDroppedAndEachOtherLineIsThereInOrder() {
        // Given
        publish(MORE_THAN_FIT);
        long kept = MORE_THAN_FIT - queue.dropped();

        // When
        reader.release(MORE_THAN_FIT);

        // Then
        await().untilAsserted(() -> assertThat(written).hasSize((int) kept + 1));
        assertThat(written)
                .filteredOn(line -> line.startsWith("Log lines dropped"))
                .hasSize(1);
        assertThat(written)
                .filteredOn(line -> !line.startsWith("Log lines dropped"))
                .containsExactlyElementsOf(IntStream.range(0, (int) kept)
                        .mapToObj(i -> "line " + i)
                        .toList());
    }

    @Test
    void drainWaitsUntilTheLastLineIsOut() {
        // Given
        publish(100);
        reader.release(100);

        // When
        boolean drained = queue.drain(Duration.ofSeconds(30));

        // Then
        assertThat(drained).isTrue();
        assertThat(written).hasSize(100);
        assertThat(queue.dropped()).isZero();
    }

    @Test
    void drainOfAnOutputThatNobodyReadsEnds() {
        // Given
        publish(1);

        // When
        boolean drained = queue.drain(Duration.ofMillis(10));

        // Then
        assertThat(drained).isFalse();
    }

    private void publish(int lines) {
        for (int i = 0; i < lines; i++) {
            queue.publish(new ExtLogRecord(Level.INFO, "line " + i, LogQueueTest.class.getName()));
        }
    }
}
