package dev.carillon.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Segments, in which notifications and idempotency keys are stored and dropped. */
@ConfigMapping(prefix = "carillon.retention")
public interface RetentionConfig {

    /** How often each pod looks whether a segment is to be opened or dropped. One pod at a time does it. */
    @WithDefault("5m")
    Duration every();

    /**
     * How long notifications are added to one segment; without a value, a tenth of {@code carillon.notification.retention}.
     * Notifications are kept for up to this much longer than their retention. A read that goes back far costs some
     * 10 µs more for each segment, so make it no shorter than a twelfth.
     */
    Optional<Duration> segmentWidth();

    /** How many notifications a segment holds before the next one is opened early. */
    @WithDefault("20000000")
    long segmentRows();

    /**
     * After an upgrade from 0.1.0: how long pods of that version are waited for, and a rollback to it is possible. Then the
     * tables are divided into segments, and a pod of 0.1.0 answers create requests with 503.
     */
    @WithDefault("24h")
    Duration upgradeWindow();
}
