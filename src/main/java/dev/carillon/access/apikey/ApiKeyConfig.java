package dev.carillon.access.apikey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** API keys of backends. */
@ConfigMapping(prefix = "carillon.api-keys")
public interface ApiKeyConfig {

    /**
     * What the text of a key is signed with, so that a made-up one costs no look-up: at least 32 bytes, the same on all
     * pods. The first one signs new keys, all are accepted, so taking one out ends the keys that it has signed. Without
     * any, keys can neither be made nor used.
     */
    Optional<List<String>> secrets();

    /** How long a pod answers from memory before it asks the database for a key again; a revocation does not wait. */
    @WithDefault("5s")
    Duration cacheFor();

    /** How long a key that was once seen stays valid while the database cannot be asked. */
    @WithDefault("10m")
    Duration trustWithoutDatabase();

    /** How many keys a pod remembers. */
    @WithDefault("10000")
    int cacheSize();

    /** How many keys a pod remembers, apart from those, that are signed and that the database does not have. */
    @WithDefault("1000")
    int unknownCacheSize();

    /** How many look-ups may be at the database at once; they must not take all of its connections. */
    @WithDefault("4")
    int maxLookups();

    /** How many further look-ups may wait for that; with more, requests with keys not seen before are answered 503. */
    @WithDefault("256")
    int maxWaiting();

    /** How long a request waits for a look-up at the most; then it is answered 503. */
    @WithDefault("2s")
    Duration maxWait();

    /** How many of the keys that were made before there were secrets are still accepted; the newest. */
    @WithDefault("100000")
    int maxWithoutMac();

    /** How often at the most a pod reads the ids of those keys again. */
    @WithDefault("30s")
    Duration withoutMacRefresh();
    /** How long a key lives that was created without an end. */
    @WithDefault("365d")
    Duration defaultLifetime();

    /** How long a key may live at the most. */
    @WithDefault("730d")
    Duration maxLifetime();

    /** How many keys an organization may have that are not revoked. */
    @WithDefault("100")
    int maxPerOrganization();
}
