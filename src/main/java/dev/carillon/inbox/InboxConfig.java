package dev.carillon.inbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of the inbox. */
@ConfigMapping(prefix = "carillon.inbox")
public interface InboxConfig {

    /**
     * The highest unread count that is reported; a user with more unread sees this number. Counting walks the unread
     * entries of an index, so this limit bounds its time.
     */
    @WithDefault("100000")
    int countMax();
}
