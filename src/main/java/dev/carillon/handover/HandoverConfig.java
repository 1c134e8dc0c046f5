package dev.carillon.handover;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Hand-over: notifications that were not seen in time become events {@code notification.due} of webhooks. */
@ConfigMapping(prefix = "carillon.handover")
public interface HandoverConfig {

    /**
     * The rules of organizations that have none of their own, such as {@code payment.*=5m,news=never}: types, and how long a
     * notification may be unseen. The first whose types match decides. Nothing is handed over without a rule.
     */
    Optional<List<String>> rules();

    /** How many rules an organization may have. */
    @WithDefault("50")
    int maxRules();

    /** The longest time that a rule may give. */
    @WithDefault("30d")
    Duration maxAfter();

    /**
     * About how many notifications may wait for their time, for one endpoint. Then it is given none, and those after it stay in
     * the log: they may be handed over late.
     */
    @WithDefault("100000")
    int maxPlanned();
}
