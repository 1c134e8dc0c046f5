package dev.carillon.limit;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Limits for a caller, an organization and a whole pod. One point is about a tenth of a millisecond of one processor; each
 * route declares its cost. Each pod counts points, opens, queries and bodies on its own. All pods count create requests
 * together.
 */
@ConfigMapping(prefix = "carillon.limits")
public interface LimitConfig {

    /** Notifications that a user may create per second in the long run. 0 disables the limit. */
    @WithDefault("200")
    int createsPerSecond();

    /** Notifications that a user may create at once after a pause. */
    @WithDefault("1000")
    int createsBurst();

    /** Notifications that an API key may create per second in the long run. 0 disables the limit. */
    @WithDefault("2000")
    int apiKeyCreatesPerSecond();

    /** Notifications that an API key may create at once after a pause. */
    @WithDefault("10000")
    int apiKeyCreatesBurst();

    /** Notifications that an organization's callers may create per second in the long run. 0 disables the limit. */
    @WithDefault("4000")
    int organizationCreatesPerSecond();

    /** Notifications that an organization's callers may create at once after a pause. */
    @WithDefault("20000")
    int organizationCreatesBurst();

    /** The number that a notification for the whole organization counts as, because it is written to everybody's stream. */
    @WithDefault("5")
    int organizationWideCreate();

    /** Points that a user may use per second in the long run. 0 disables the limit. */
    @WithDefault("1000")
    int pointsPerSecond();

    /** Points that a user may use at once after a pause. */
    @WithDefault("5000")
    int pointsBurst();

    /** Points that an API key may use per second in the long run. 0 disables the limit. */
    @WithDefault("6000")
    int apiKeyPointsPerSecond();

    /** Points that an API key may use at once after a pause. */
    @WithDefault("30000")
    int apiKeyPointsBurst();

    /**
     * Points that an organization may use per second while others are active. Alone, it may use the whole pod. 0 disables
     * the limit. By default 2,000 per processor.
     */
    OptionalInt organizationPointsPerSecond();

    /** Points that an organization may use at once after a pause. By default 8,000 per processor. */
    OptionalInt organizationPointsBurst();

    /** Points that all callers together may use per second. 0 disables the limit. By default 8,000 per processor. */
    OptionalInt podPointsPerSecond();

    /** Points that all callers together may use at once after a pause. By default 32,000 per processor. */
    OptionalInt podPointsBurst();

    /** How long an organization counts as active after a request. Active organizations share the pod. */
    @WithDefault("10s")
    Duration activeFor();

    /** Bytes of a body or an answer that cost one point. An answer is charged after it has been sent. */
    @WithDefault("4096")
    int bytesPerPoint();

    /**
     * Streams of this pod that receive a notification for everybody for one point. The organization is charged after the
     * commit. 0 makes these deliveries free.
     */
    @WithDefault("10")
    int recipientsPerPoint();

    /**
     * Delay of an answer that rejects a request for a used-up limit, so that a client that retries at once sends fewer
     * requests. 0 sends it at once.
     */
    @WithDefault("200ms")
    Duration rejectionDelay();

    /** Maximum number of delayed answers. Further ones are sent without delay. */
    @WithDefault("1000")
    int rejectionsHeld();

    /** Maximum number of delayed answers of one organization, and of all callers without a valid credential together. */
    @WithDefault("100")
    int organizationRejectionsHeld();

    /** Streams of a caller that a pod opens per second in the long run. 0 disables the limit. */
    @WithDefault("10")
    int opensPerSecond();

    /** Streams of a caller that a pod opens at once after a pause. */
    @WithDefault("100")
    int opensBurst();

    /** Streams of an organization that a pod opens per second while others are active. 0 disables the limit. */
    @WithDefault("1000")
    int organizationOpensPerSecond();

    /** Concurrent queries that may take long; keep it below the number of database connections. 0 disables the limit. */
    @WithDefault("10")
    int queriesAtOnce();

    /** Concurrent long queries of one organization. 0 disables the limit. By default one per processor, at most 5. */
    OptionalInt organizationQueriesAtOnce();

    /** Concurrent long queries of one caller. 0 disables the limit. By default one per two processors, between 1 and 3. */
    OptionalInt callerQueriesAtOnce();

    /** Long queries that may wait for their turn. Further ones are answered 429. */
    @WithDefault("1000")
    int queriesWaiting();

    /** Long queries of one organization that may wait for their turn. */
    @WithDefault("200")
    int organizationQueriesWaiting();

    /** How long a query waits for its turn before it is answered 429. */
    @WithDefault("2s")
    Duration queryWait();

    /** Total bytes of all bodies that are being read or processed. Further requests are answered 503. */
    @WithDefault("48M")
    MemorySize bodies();

    /** Bytes of these bodies that may belong to one organization. Further requests are answered 429. */
    @WithDefault("24M")
    MemorySize organizationBodies();

    /** Bytes of these bodies that may belong to one caller. Further requests are answered 429. */
    @WithDefault("12M")
    MemorySize callerBodies();

    /**
     * Requests without a valid credential that a pod answers 401 per second; further ones wait for the rejection delay and get
     * 429. 0 disables the limit.
     */
    @WithDefault("500")
    int strangersPerSecond();

    /** Requests without a valid credential that a pod answers 401 at once after a pause. */
    @WithDefault("2000")
    int strangersBurst();

    /** How long a create request waits for Redis to count it. After that this pod counts alone. */
    @WithDefault("100ms")
    Duration redisTimeout();

    /** How long a pod counts alone before it asks Redis again. */
    @WithDefault("5s")
    Duration redisPause();

    /** Maximum number of callers that a pod keeps counts for. Beyond it, counts that are rarely used are dropped. */
    @WithDefault("100000")
    int localCallers();

    /**
     * How long a request's body may take to arrive after its head. A slower one is answered 408, and its connection, or over
     * HTTP/2 its stream, is closed.
     */
    @WithDefault("20s")
    Duration bodyTimeout();
}
