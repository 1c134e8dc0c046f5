package dev.carillon.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

    @Test
    void scheduledTaskThatFailsIsLogged() {
        try (LogLines log = new LogLines()) {
            // When
            loop.schedule(Duration.ofMillis(1), () -> {
                throw new IllegalStateException("of a task");
            });

            // Then
            await().untilAsserted(() -> assertThat(log.of(NettyLoop.class))
                    .singleElement()
                    .asString()
                    .contains("of a task"));
        }
    }
}
