package dev.carillon.notification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What is kept, and for how long. */
@ConfigMapping(prefix = "carillon.notification")
public interface NotificationConfig {

    /** How long notifications are kept. A client that was away for longer is told to reload. */
    @WithDefault("90d")
    Duration retention();

    /** How long the answer to a create is remembered under its idempotency key. */
    @WithDefault("24h")
    Duration idempotencyRetention();

    /** How often one of the pods looks for what has outlived its time. */
    @WithDefault("15m")
    Duration sweepEvery();

    /** How many rows one statement of the sweep deletes, so that none of them holds locks for long. */
    @WithDefault("1000")
    int sweepBatch();

    /** How many statements one sweep makes at the most; the next one goes on. */
    @WithDefault("1000")
    int sweepBatches();
}
