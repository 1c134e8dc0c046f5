package dev.carillon.publish;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of the way in. */
@ConfigMapping(prefix = "carillon.publish")
public interface PublishConfig {

    /**
     * How many notifications one transaction writes at the most; what arrives meanwhile goes into the next. More would
     * keep the organization's head locked for longer than it saves commits.
     */
    @WithDefault("500")
    int groupSize();

    /** How many creates of one organization may wait for their transaction; further ones are answered 503. */
    @WithDefault("10000")
    int maxPending();

    /** The largest message text, in characters. */
    @WithDefault("16384")
    int maxMessageLength();
}
