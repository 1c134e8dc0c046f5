package dev.carillon.limit;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;

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
     * How many points an organization may use per second in any case; 0 for any number. Alone on the pod it gets what there
     * is; beside others no more than this. By default 2,000 for each processor.
     */
    OptionalInt organizationPointsPerSecond();

    /** How many an organization may use at once after a pause; by default 8,000 for each processor. */
    OptionalInt organizationPointsBurst();

    /** How many points all together may use per second; 0 for any number. By default 8,000 for each processor. */
    OptionalInt podPointsPerSecond();

    /** How many all together may use at once after a pause; by default 32,000 for each processor. */
    OptionalInt podPointsBurst();

    /** For how long an organization that has asked for something counts as one of those that share the pod. */
    @WithDefault("10s")
    Duration activeFor();

    /** How many bytes of a body, or of an answer, cost a point. An answer is paid for when it has been sent. */
    @WithDefault("4096")
    int bytesPerPoint();

    /**
     * To how many streams of this pod a notification for everybody goes for a point, which its organization pays once it is
     * committed; 0 for any number.
     */
    @WithDefault("10")
    int recipientsPerPoint();

    /**
     * For how long the answer that refuses somebody is held back, so that a client that asks again at once asks less; 0 for not at
     * all. Only those are that were refused for what they or their organization have used up.
     */
    @WithDefault("200ms")
    Duration refusalDelay();

    /** How many such answers are held back at once; further ones are sent without delay. */
    @WithDefault("1000")
    int refusalsHeld();

    /** How many of those may be of one organization. */
    @WithDefault("100")
    int organizationRefusalsHeld();

    /** How many streams of a user a pod opens per second in the long run; 0 for any number. */
    @WithDefault("10")
    int opensPerSecond();

    /** How many of a user's it opens at once after a pause. */
    @WithDefault("100")
    int opensBurst();

    /** How many streams of an organization a pod opens per second in any case; alone as with points. 0 for any number. */
    @WithDefault("1000")
    int organizationOpensPerSecond();

    /** How many queries that may take long are at the database at once; fewer than it has connections. 0 for any number. */
    @WithDefault("10")
    int queriesAtOnce();

    /** How many of them may be of one organization; 0 for any number. By default one for each processor, at most 5. */
    OptionalInt organizationQueriesAtOnce();

    /** How many of them may be of one caller; 0 for any number. By default one for two processors, at most 3. */
    OptionalInt callerQueriesAtOnce();

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
