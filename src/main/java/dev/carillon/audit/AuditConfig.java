package dev.carillon.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The record of what concerns security: the log category {@code carillon.audit}. */
@ConfigMapping(prefix = "carillon.audit")
public interface AuditConfig {

    /** How many events of each kind a pod records per second; those beyond it are counted and left out. */
    @WithDefault("50")
    int eventsPerSecond();

    /** How many events may wait for the log; no request waits for it, so those beyond it are counted and left out. */
    @WithDefault("2000")
    int queueSize();
}
