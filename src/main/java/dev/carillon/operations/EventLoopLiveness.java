package dev.carillon.operations;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while every event loop comes round. A restart cures nothing else. */
@Liveness
@Singleton
class EventLoopLiveness implements HealthCheck {

    private static final Duration BEAT = Duration.ofSeconds(1);

    // A full garbage collection or a paused machine may take seconds; a blocked loop takes for ever.
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

    private final Map<EventExecutor, Long> beats = new ConcurrentHashMap<>();

    @Inject
    @SuppressWarnings("FutureReturnValueIgnored") // A beat that fails shows as silence.
    EventLoopLiveness(Vertx vertx) {
        ((VertxInternal) vertx).getEventLoopGroup().forEach(loop -> {
            beat(loop);
            loop.scheduleAtFixedRate(() -> beat(loop), BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    private void beat(EventExecutor loop) {
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
