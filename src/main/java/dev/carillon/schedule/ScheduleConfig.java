package dev.carillon.schedule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * Bounds of scheduled notifications, over HTTP and in SQL. The pod that relays writes its own into the database, where they
 * hold for all.
 */
@ConfigMapping(prefix = "carillon.schedule")
public interface ScheduleConfig {

    /** How many notifications of one organization may be scheduled. Further ones get {@code 409 schedule_full}. */
    @WithDefault("10000")
    long maxPerOrganization();

    /** How many may be scheduled in all organizations together. Further ones get {@code 503}. */
    @WithDefault("1000000")
    long maxTotal();

    /** How far ahead {@code deliverAt} may lie. */
    @WithDefault("365d")
    Duration maxAhead();
}
