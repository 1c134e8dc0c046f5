package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.eclipse.microprofile.health.HealthCheckResponse.Status.DOWN;
import static org.eclipse.microprofile.health.HealthCheckResponse.Status.UP;

import dev.carillon.socket.NettyLoop;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopLivenessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final CountDownLatch blocked = new CountDownLatch(1);

    @AfterEach
    void close() {
        blocked.countDown();
        vertx.close();
    }

    @Test
    void podIsAliveAgainWhenTheLoopThatWasBlockedRuns() {
        // Given
        EventLoopLiveness liveness = new EventLoopLiveness(vertx);
        assertThat(liveness.call().getStatus()).isEqualTo(UP);

        // When
        NettyLoop.all(vertx).get(0).execute(this::block);

        // Then
        await().atMost(PATIENCE).until(() -> liveness.call().getStatus() == DOWN);
        assertThat(silent(liveness.call())).contains(1L);
        blocked.countDown();
        await().atMost(PATIENCE).until(() -> liveness.call().getStatus() == UP);
    }

    private void block() {
        try {
            blocked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<Object> silent(HealthCheckResponse response) {
        return response.getData().map(data -> data.get("silent"));
    }
}
