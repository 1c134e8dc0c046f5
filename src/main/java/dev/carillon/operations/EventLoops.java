package dev.carillon.operations;

import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * One event loop for each processor, where the framework would start two: a notification costs a task for each loop
 * that has clients of its organization, and nothing here blocks a loop, so a second one per processor only waits for
 * the first. {@code quarkus.vertx.event-loops-pool-size} decides where it is set.
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
