package dev.carillon.schema;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The schema of the database, where {@code migrate} brings it up to date instead of the pods. */
@ConfigMapping(prefix = "carillon.schema")
public interface SchemaConfig {

    /**
     * With {@code quarkus.flyway.migrate-at-start=false}: how long a pod waits at its start for the schema of its version, or
     * a later one, before it ends. Shorter than the startup probe allows (120 s in {@code k8s/}).
     */
    @WithDefault("100s")
    Duration podWait();

    /** How long {@code migrate} waits for a database that cannot be reached, or for locks of others, before it ends. */
    @WithDefault("15m")
    Duration migrateWait();

    /**
     * How long one attempt of {@code migrate} waits for the lock of a table. Creates and reads of that table wait behind it.
     */
    @WithDefault("5s")
    Duration lockWait();
}
