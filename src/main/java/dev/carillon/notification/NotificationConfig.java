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
}
