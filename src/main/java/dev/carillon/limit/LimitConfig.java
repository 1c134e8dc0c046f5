package dev.carillon.limit;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * What a caller, an organization and all together may use up. One point is about a tenth of a millisecond of one processor;
 * what each route costs is said where it is declared. Points, opens, queries and bodies are counted by each pod for itself,
 * creates by all pods together.
 */
@ConfigMapping(prefix = "carillon.limits")
public interface LimitConfig {

    /** How many notifications a user may create per second in the long run; 0 for any number. */
    @WithDefault("200")
    int createsPerSecond();

    /** How many a user may create at once after a pause. */
    @WithDefault("1000")
    int createsBurst();

    /** The same for an API key; 0 for any number. */
    @WithDefault("2000")
    int apiKeyCreatesPerSecond();

    /** How many an API key may create at once after a pause. */
    @WithDefault("10000")
    int apiKeyCreatesBurst();

    /** How many notifications all callers of an organization may create per second in the long run; 0 for any number. */
    @WithDefault("4000")
    int organizationCreatesPerSecond();

    /** How many they may create at once after a pause. */
    @WithDefault("20000")
    int organizationCreatesBurst();

    /** As how many creates one for the whole organization counts, which is written to everybody's stream. */
    @WithDefault("5")
    int organizationWideCreate();

    /** How many points a user may use per second in the long run; 0 for any number. */
    @WithDefault("1000")
    int pointsPerSecond();

    /** How many a user may use at once after a pause. */
    @WithDefault("5000")
    int pointsBurst();

    /** The same for an API key; 0 for any number. */
    @WithDefault("6000")
    int apiKeyPointsPerSecond();

    /** How many an API key may use at once after a pause. */
    @WithDefault("30000")
    int apiKeyPointsBurst();

    /**
     * How many points an organization may use per second in any case; 0 for any number. Beyond that it gets what the pod has
     * left, as long as the pod's own bucket is more than half full.
     */
    @WithDefault("8000")
    int organizationPointsPerSecond();

    /** How many an organization may use at once after a pause. */
    @WithDefault("40000")
    int organizationPointsBurst();

    /** How many points all together may use per second; 0 for any number. */
    @WithDefault("20000")
    int podPointsPerSecond();

    /** How many all together may use at once after a pause. */
    @WithDefault("80000")
    int podPointsBurst();

    /** How many bytes of a body cost a point. */
    @WithDefault("4096")
    int bytesPerPoint();

    /** How many streams of a user a pod opens per second in the long run; 0 for any number. */
    @WithDefault("10")
    int opensPerSecond();

    /** How many of a user's it opens at once after a pause. */
    @WithDefault("100")
    int opensBurst();

    /** How many streams of an organization a pod opens per second in any case; beyond that as with points. 0 for any number. */
    @WithDefault("1000")
    int organizationOpensPerSecond();

    /** How many queries that may take long are at the database at once; fewer than it has connections. 0 for any number. */
    @WithDefault("10")
    int queriesAtOnce();

    /** How many of them may be of one organization; 0 for any number. */
    @WithDefault("5")
    int organizationQueriesAtOnce();

    /** How many of them may be of one caller; 0 for any number. */
    @WithDefault("3")
    int callerQueriesAtOnce();

    /** How many further ones may wait for their turn; then they are answered 429. */
    @WithDefault("1000")
    int queriesWaiting();

    /** How many of those may be of one organization. */
    @WithDefault("200")
    int organizationQueriesWaiting();

    /** How long a query waits for its turn; then it is answered 429. */
    @WithDefault("2s")
    Duration queryWait();

    /** How many bytes the bodies of all requests that are being read or worked on may have together; then 503. */
    @WithDefault("48M")
    MemorySize bodies();

    /** How many of those may be of one organization; then 429. */
    @WithDefault("24M")
    MemorySize organizationBodies();

    /** How many of those may be of one caller; then 429. */
    @WithDefault("12M")
    MemorySize callerBodies();

    /** How many requests without a valid credential get the 401 per second and pod; further ones get 429 and are closed. */
    @WithDefault("500")
    int strangersPerSecond();

    /** How many of those at once after a pause. */
    @WithDefault("2000")
    int strangersBurst();

    /** How long Redis may take to count; then this pod counts by itself. A create does not wait for Redis. */
    @WithDefault("100ms")
    Duration redisTimeout();

    /** How long a pod counts by itself before it asks Redis again. */
    @WithDefault("5s")
    Duration redisPause();

    /** How many callers a pod counts for by itself; the one unused for longest is forgotten first. */
    @WithDefault("100000")
    int localCallers();

    /**
     * How long a request's body may take to arrive, from its head to its end; then it is answered 408, and the connection is
     * closed, over HTTP/2 the stream.
     */
    @WithDefault("20s")
    Duration bodyTimeout();
}
