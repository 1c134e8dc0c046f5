package dev.carillon.operations;

import dev.carillon.socket.Loop;
import dev.carillon.socket.LoopTimer;
import dev.carillon.socket.NettyLoop;
import dev.carillon.supervision.Supervised;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while every event loop runs its tasks. A restart would fix no other fault. */
@Liveness
@Singleton
class EventLoopLiveness implements HealthCheck {

    private static final Duration BEAT = Duration.ofSeconds(1);

    // A full garbage collection or a paused machine may take seconds; a blocked loop never recovers.
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

    private final Map<Loop, Long> beats = new ConcurrentHashMap<>();

    @Inject
    EventLoopLiveness(Vertx vertx) {
        NettyLoop.all(vertx).forEach(loop -> {
            beat(loop);
            LoopTimer.start(loop, Supervised.HEARTBEAT, () -> BEAT, () -> beat(loop));
        });
    }

    private void beat(Loop loop) {
        beats.put(loop, System.nanoTime());
    }

    @Override
    public HealthCheckResponse call() {
        long now = System.nanoTime();
        long silent = beats.values().stream()
                .filter(beat -> now - beat > LONGEST_SILENCE.toNanos())
                .count();
        return HealthCheckResponse.named("event loops")
                .status(silent == 0)
                .withData("silent", silent)
                .build();
    }
}
