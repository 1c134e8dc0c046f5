package dev.carillon.notification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Retention of notifications and idempotency keys. */
@ConfigMapping(prefix = "carillon.notification")
public interface NotificationConfig {

    /** How long notifications are kept. A client that was disconnected for longer is told to reload. */
    @WithDefault("90d")
    Duration retention();

    /** How long the answer to a create request is kept under its idempotency key. */
    @WithDefault("24h")
    Duration idempotencyRetention();

    /** How often each pod deletes old notifications and idempotency keys. Only one pod deletes at a time. */
    @WithDefault("15m")
    Duration sweepEvery();

    /** Maximum number of rows that one statement of the sweep deletes, so that none holds locks for long. */
    @WithDefault("1000")
    int sweepBatch();

    /** Maximum number of statements per sweep and table. The next sweep continues. */
    @WithDefault("1000")
    int sweepBatches();
}
