package dev.carillon.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The record of security events: the log category {@code carillon.audit}. */
@ConfigMapping(prefix = "carillon.audit")
public interface AuditConfig {

    /** Events of each kind that a pod records per second. Further ones are counted and left out. */
    @WithDefault("50")
    int eventsPerSecond();

    /** Events that may wait for the log. No request waits for the log, so further events are counted and left out. */
    @WithDefault("2000")
    int queueSize();
}
