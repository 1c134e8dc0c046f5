package dev.carillon.canary;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The notification that each pod creates, hears and shows to itself, to measure what users get. */
@ConfigMapping(prefix = "carillon.canary")
public interface CanaryConfig {

    /** Whether this pod does it. Without it the service-level indicator and its alerts are silent. */
    @WithDefault("true")
    boolean enabled();

    /** How often. Each time costs one create request and, on each pod, one frame for one client. */
    @WithDefault("10s")
    Duration every();

    /** Longest time from the create request to the client that still counts as shown. Shorter than {@code every}. */
    @WithDefault("5s")
    Duration limit();

    /** How many of these notifications the database keeps, of all pods together. */
    @WithDefault("1000")
    int keep();
}
