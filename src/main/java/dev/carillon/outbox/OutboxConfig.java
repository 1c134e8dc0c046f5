package dev.carillon.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The relay of what {@code carillon.publish} has put into the outbox. One pod at a time runs it. */
@ConfigMapping(prefix = "carillon.outbox")
public interface OutboxConfig {

    /** How often the pod that relays looks into the outbox while something is published. */
    @WithDefault("25ms")
    Duration poll();

    /** How often it looks at the least. The interval doubles up to this once nothing was published for a second. */
    @WithDefault("250ms")
    Duration pollIdle();

    /** After how long without a sign of life another pod takes over. It is renewed each third of that. */
    @WithDefault("5s")
    Duration lease();

    /** How many notifications one transaction moves to the log. */
    @WithDefault("500")
    int page();

    /**
     * How many notifications may wait in the outbox. Further calls of {@code carillon.publish} fail with SQL state 53400 and
     * the constraint {@code outbox_full}.
     */
    @WithDefault("100000")
    long maxWaiting();

    /**
     * How many of one organization may wait. Further calls for it fail with SQL state 53400 and the constraint {@code
     * outbox_full_of_organization}.
     */
    @WithDefault("50000")
    long maxWaitingPerOrganization();
}
