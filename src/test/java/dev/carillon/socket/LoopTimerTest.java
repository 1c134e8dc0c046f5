package dev.carillon.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.supervision.Supervised;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LoopTimerTest {

    private final List<Duration> pauses = new ArrayList<>();
    private final Queue<Runnable> scheduled = new ArrayDeque<>();
    private final Loop loop = new Loop() {
        @Override
        public void execute(Runnable task) {
            throw new UnsupportedOperationException("A timer only waits");
        }

        @Override
        public void schedule(Duration delay, Runnable task) {
            pauses.add(delay);
            scheduled.add(task);
        }

        @Override
        public long nanoTime() {
            return 0;
        }
    };
    private int turns;

    @Test
    void failingTaskIsCountedAndItsTimerGoesOn() {
        // Given
        long before = Supervised.POSITION_CHECK.failures();
        start(() -> Duration.ofSeconds(2), new IllegalStateException("as planned"));

        // When
        runNext(3);

        // Then
        assertThat(turns).isEqualTo(3);
        assertThat(Supervised.POSITION_CHECK.failures() - before).isEqualTo(3);
        assertThat(scheduled).hasSize(1);
    }

    @Test
    void errorOfATaskEndsNoTimerEither() {
        // Given
        start(() -> Duration.ofSeconds(2), new StackOverflowError("as planned"));

        // When
        runNext(2);

        // Then
        assertThat(turns).isEqualTo(2);
    }

    @Test
    void pauseIsAskedForBeforeEachTurnAndTheLastOneCountsIfThatFails() {
        // Given
        Supplier<Duration> failingAfterTwo = () -> {
            if (pauses.size() == 2) {
                throw new IllegalStateException("as planned");
            }
            return Duration.ofSeconds(pauses.size() + 1);
        };
        start(failingAfterTwo, null);

        // When
        runNext(2);

        // Then
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2));
        assertThat(turns).isEqualTo(2);
    }

    private void start(Supplier<Duration> pause, Throwable failure) {
        LoopTimer.start(loop, Supervised.POSITION_CHECK, pause, () -> {
            turns++;
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
            if (failure instanceof Error error) {
                throw error;
            }
        });
    }

    private void runNext(int times) {
        for (int i = 0; i < times; i++) {
            scheduled.remove().run();
        }
    }
}
