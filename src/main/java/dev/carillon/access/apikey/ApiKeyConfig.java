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
     * Secrets for the MAC in a key, so that a forged key costs no lookup: at least 32 bytes each, the same on all pods.
     * The first signs new keys and all are accepted, so removing one ends the keys that it signed. Without secrets,
     * keys can neither be made nor used.
     */
    Optional<List<String>> secrets();

    /**
     * How long a pod answers from memory before it asks the database for a key again. Revocations do not wait for that.
     */
    @WithDefault("5s")
    Duration cacheFor();

    /** How long a known key stays valid while the database cannot be reached. */
    @WithDefault("10m")
    Duration trustWithoutDatabase();

    /** How many keys a pod remembers. */
    @WithDefault("10000")
    int cacheSize();

    /**
     * How many correctly signed ids without a key in the database a pod remembers, in addition to {@code cache-size}.
     */
    @WithDefault("1000")
    int unknownCacheSize();

    /** How many lookups may use the database at once; they must not take all of its connections. */
    @WithDefault("4")
    int maxLookups();

    /** How many further lookups may wait. Beyond that, requests with keys not seen before are answered 503. */
    @WithDefault("256")
    int maxWaiting();

    /** How long a request waits for a lookup. Then it is answered 503, unless the pod remembers the key. */
    @WithDefault("2s")
    Duration maxWait();

    /** How many keys from before there were secrets are still accepted; the newest. */
    @WithDefault("100000")
    int maxWithoutMac();

    /** Minimum time between two reads of the ids of those keys. */
    @WithDefault("30s")
    Duration withoutMacRefresh();
    /** Lifetime of a key that is created without an expiry. */
    @WithDefault("365d")
    Duration defaultLifetime();

    /** Maximum lifetime of a key. */
    @WithDefault("730d")
    Duration maxLifetime();

    /** How many keys that are not revoked an organization may have. */
    @WithDefault("100")
    int maxPerOrganization();
}
