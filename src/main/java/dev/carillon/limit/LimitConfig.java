package dev.carillon.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What a caller may use up. */
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
