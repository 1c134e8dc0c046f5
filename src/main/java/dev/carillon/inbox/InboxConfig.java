package dev.carillon.inbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of the inbox. */
@ConfigMapping(prefix = "carillon.inbox")
public interface InboxConfig {

    /**
     * The highest unread count that is told: whoever has more unread is told this number. Counting goes through the
     * unread entries of an index, so that this is what bounds the time it takes.
     */
    @WithDefault("100000")
    int countMax();
}
