package dev.carillon.access.apikey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** API keys of backends. */
@ConfigMapping(prefix = "carillon.api-keys")
public interface ApiKeyConfig {

    /** How long a pod answers from memory before it asks the database for a key again; a revocation does not wait. */
    @WithDefault("5s")
    Duration cacheFor();

    /** How long a key that was once seen stays valid while the database cannot be asked. */
    @WithDefault("10m")
    Duration trustWithoutDatabase();

    /** How many keys a pod remembers, known and unknown ones. */
    @WithDefault("10000")
    int cacheSize();

    /** How many look-ups may be at the database at once; made-up keys must not take all of its connections. */
    @WithDefault("4")
    int maxLookups();

    /** How many keys an organization may have that are not revoked. */
    @WithDefault("100")
    int maxPerOrganization();
}
