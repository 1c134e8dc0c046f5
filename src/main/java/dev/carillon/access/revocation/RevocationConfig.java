package dev.carillon.access.revocation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Revoked tokens and disconnected users: PostgreSQL stores them, and every pod has a copy. */
@ConfigMapping(prefix = "carillon.revocations")
public interface RevocationConfig {

    /** How often a pod loads revocations without a message; at least twice per {@code carillon.stream.keep-alive}. */
    @WithDefault("2s")
    Duration refreshEvery();

    /** Age from which the log reports a pod's copy as stale. */
    @WithDefault("15s")
    Duration staleAfter();

    /** How many are kept for all organizations together, 200 bytes each on every pod; further ones are answered 503. */
    @WithDefault("200000")
    int maxEntries();

    /** How many are kept for one organization; further ones are answered 503. */
    @WithDefault("10000")
    int maxPerOrganization();

    /** How long a user's disconnect is kept; at least 1.2 times {@code carillon.stream.max-age}. */
    @WithDefault("6h")
    Duration keepDisconnects();

    /** How often expired entries are deleted. */
    @WithDefault("1m")
    Duration sweepEvery();

    /** How many entries one statement deletes. */
    @WithDefault("5000")
    int sweepBatch();
}
