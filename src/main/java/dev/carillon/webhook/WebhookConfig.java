package dev.carillon.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Webhooks: endpoints of organizations, and how events are sent to them. */
@ConfigMapping(prefix = "carillon.webhooks")
public interface WebhookConfig {

    /**
     * Secrets that seal the endpoints' signing secrets in the database: at least 32 bytes each, the same on all pods. The
     * first seals, and all open, so one that has sealed a signing secret has to stay until that is rotated. Without secrets
     * there are no webhooks.
     */
    Optional<List<String>> secrets();

    /** How many endpoints an organization may have. */
    @WithDefault("10")
    int maxPerOrganization();

    /**
     * About how many events may wait for one endpoint. Then events of the log wait in the log, and others are not made:
     * {@code missedAt} of the endpoint says when.
     */
    @WithDefault("10000")
    int maxWaiting();

    /** How many requests a pod may have in flight. */
    @WithDefault("256")
    int maxInFlight();

    /** How many of these may be to one endpoint. */
    @WithDefault("4")
    int maxInFlightPerEndpoint();

    /** How many of all may be to endpoints that were slow or failed the last time. The others are for those that are not. */
    @WithDefault("128")
    int maxInFlightToSlow();

    /** An endpoint that takes longer than this to answer is slow. */
    @WithDefault("2s")
    Duration slowAfter();

    /** How long a pod that has claimed an event is waited for. Must be longer than {@code carillon.outgoing.timeout}. */
    @WithDefault("60s")
    Duration lease();

    /** Time between two looks for events while there are some. */
    @WithDefault("100ms")
    Duration poll();

    /** The same after a second without any. */
    @WithDefault("1s")
    Duration pollIdle();

    /** The longest delay before the first repetition. The real one is between 0 and this, at random. */
    @WithDefault("5s")
    Duration firstRetry();

    /** The longest delay before any repetition; it doubles from one to the next until then. */
    @WithDefault("4h")
    Duration maxRetry();

    /** How many attempts an event has, until it is dead. */
    @WithDefault("16")
    int maxAttempts();

    /** How long an event may wait for its delivery, until it is dead. */
    @WithDefault("48h")
    Duration giveUpAfter();

    /** After that many failures without a success in between, an endpoint is tried with one event at a time. */
    @WithDefault("5")
    int failingAfter();

    /** The longest time for which a failing endpoint is left alone. */
    @WithDefault("5m")
    Duration maxHold();

    /** How long the former secret goes on signing after a rotation. */
    @WithDefault("24h")
    Duration secretOverlap();

    /** How long delivered, dead and dropped events and their attempts are kept, and when users have looked. */
    @WithDefault("7d")
    Duration keep();
}
