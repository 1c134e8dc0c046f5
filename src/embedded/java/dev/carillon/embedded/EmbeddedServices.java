package dev.carillon.embedded;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One PostgreSQL and one Redis.
 *
 * <p>See docs/adr/0007-embedded-source-set.md
 */
public record EmbeddedServices(PostgresServer postgres, EmbeddedRedis redis) implements AutoCloseable {

    public static EmbeddedServices start() {
        return start(PostgresSettings.temporary());
    }

    /** Ends leftovers of killed runs first; then both start side by side. */
    public static EmbeddedServices start(PostgresSettings settings) {
        endLeftovers();
        // A new thread has the caller's class loader, by which Redis is found; those of the common pool have the JVM's.
        CompletableFuture<EmbeddedRedis> redis =
                CompletableFuture.supplyAsync(EmbeddedRedis::start, start -> new Thread(start, "redis-start").start());
        PostgresServer postgres;
        try {
            postgres = PostgresServer.start(settings);
        } catch (RuntimeException e) {
            redis.thenAccept(EmbeddedRedis::close).join();
            throw e;
        }
        try {
            return new EmbeddedServices(postgres, redis.join());
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** Ends the services and pods of launchers that were killed; names them. */
    public static List<String> endLeftovers() {
        return RunDirectory.of(Workspace.current()).endLeftovers();
    }

    @Override
    public void close() {
        redis.close();
        postgres.close();
    }
}
