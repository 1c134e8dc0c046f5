package dev.carillon.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.supervision.Supervised;
import dev.carillon.testkit.LogLines;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NettyLoopTest {

    private final DefaultEventExecutor thread = new DefaultEventExecutor();
    private final NettyLoop loop = new NettyLoop(thread);

    @AfterEach
    void stop() throws InterruptedException {
        thread.shutdownGracefully(0, 0, TimeUnit.SECONDS).await();
    }

    /** The only test that fails such a task: each kind is logged once a minute. */
    @Test
    void delayedTaskThatFailsIsCountedAndLogged() {
        // Given
        long before = Supervised.DELAYED_TASK.failures();
        try (LogLines log = new LogLines()) {
            // When
            loop.schedule(Duration.ofMillis(1), () -> {
                throw new IllegalStateException("of a task");
            });

            // Then
            await().untilAsserted(() -> assertThat(log.of(Supervised.class))
                    .singleElement()
                    .asString()
                    .contains("task=delayed-task")
                    .contains("of a task"));
            assertThat(Supervised.DELAYED_TASK.failures() - before).isEqualTo(1);
        }
    }

    @Test
    void taskThatFailsIsCounted() {
        // Given
        long before = Supervised.LOOP_TASK.failures();

        // When
        loop.execute(() -> {
            throw new IllegalStateException("of a task");
        });

        // Then
        await().until(() -> Supervised.LOOP_TASK.failures() - before == 1);
    }
}
