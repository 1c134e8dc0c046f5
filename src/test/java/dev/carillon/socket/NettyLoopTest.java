package dev.carillon.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NettyLoopTest {

    private final DefaultEventExecutor thread = new DefaultEventExecutor();
    private final NettyLoop loop = new NettyLoop(thread);
    private final Logger logger = Logger.getLogger(NettyLoop.class.getName());
    private final BlockingQueue<LogRecord> logged = new LinkedBlockingQueue<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(listener);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() throws InterruptedException {
        logger.removeHandler(listener);
        logger.setUseParentHandlers(true);
        thread.shutdownGracefully(0, 0, TimeUnit.SECONDS).await();
    }

    @Test
    void scheduledTaskThatFailsIsLogged() throws InterruptedException {
        // Given
        IllegalStateException failure = new IllegalStateException("of a task");

        // When
        loop.schedule(Duration.ofMillis(1), () -> {
            throw failure;
        });

        // Then
        LogRecord line = logged.poll(30, TimeUnit.SECONDS);
        assertThat(line).isNotNull();
        assertThat(line.getThrown()).isSameAs(failure);
    }
}
