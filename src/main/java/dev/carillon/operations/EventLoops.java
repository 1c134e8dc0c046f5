package dev.carillon.operations;

import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Starts one event loop per processor instead of the framework's two. A notification costs one task per loop that has
 * clients of its organization. Nothing blocks a loop, so a second one per processor would only wait for the first.
 * {@code quarkus.vertx.event-loops-pool-size} takes precedence if it is set.
 */
@Singleton
class EventLoops implements VertxOptionsCustomizer {

    private final OptionalInt given;

    @Inject
    EventLoops(@ConfigProperty(name = "quarkus.vertx.event-loops-pool-size") OptionalInt given) {
        this.given = given;
    }

    @Override
    public void accept(VertxOptions options) {
        if (given.isEmpty()) {
            options.setEventLoopPoolSize(Runtime.getRuntime().availableProcessors());
        }
    }
}
