package dev.carillon.handover;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Hand-over: notifications that were not seen in time become events {@code notification.due} of webhooks, and push messages to
 * the browsers of their users.
 */
@ConfigMapping(prefix = "carillon.handover")
public interface HandoverConfig {

    /**
     * The rules of organizations that have none of their own, such as {@code chat@push=10s,payment.*=5m,news=never}: types, the
     * medium if it is for one only, and how long a notification may be unseen. For each medium the first whose types match
     * decides. Nothing is handed over without a rule.
     */
    Optional<List<String>> rules();

    /** How many rules an organization may have. */
    @WithDefault("50")
    int maxRules();

    /** The longest time that a rule, or the sender of a notification, may give. */
    @WithDefault("30d")
    Duration maxAfter();

    /**
     * About how many notifications may wait for their time, for one endpoint, and for the browsers of one organization. Then
     * those after them stay in the log: they may be handed over late.
     */
    @WithDefault("100000")
    int maxPlanned();
}
