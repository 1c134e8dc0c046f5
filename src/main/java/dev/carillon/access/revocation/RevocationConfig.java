package dev.carillon.access.revocation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Tokens that are called back and users who are disconnected: PostgreSQL keeps them, every pod knows them. */
@ConfigMapping(prefix = "carillon.revocations")
public interface RevocationConfig {

    /**
     * How often a pod asks PostgreSQL for what it was not told; at least twice within {@code carillon.stream.keep-alive}.
     */
    @WithDefault("2s")
    Duration refreshEvery();

    /** How old a pod's knowledge may become before it counts as stale, in metrics and in the log. */
    @WithDefault("15s")
    Duration staleAfter();

    /** How many are kept for all organizations together, 200 bytes each on every pod; further ones get 503. */
    @WithDefault("200000")
    int maxEntries();

    /** How many are kept for one organization; further ones get 503. */
    @WithDefault("10000")
    int maxPerOrganization();

    /** How long a user's disconnect is kept; longer than {@code carillon.stream.max-age} and a fifth. */
    @WithDefault("6h")
    Duration keepDisconnects();

    /** How often what has expired is deleted. */
    @WithDefault("1m")
    Duration sweepEvery();

    /** How many are deleted by one statement. */
    @WithDefault("5000")
    int sweepBatch();
}
