package dev.carillon.access.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The cookie session of an existing Express application ({@code express-session} with {@code connect-redis}). */
@ConfigMapping(prefix = "carillon.session")
public interface SessionConfig {

    /**
     * The secrets of session cookies, as in {@code express-session}'s {@code secret}: the first is the current one, the
     * others are being rotated out. Each has at least 32 bytes. Without any, no cookie is accepted.
     */
    Optional<List<String>> secrets();

    /** The name of the session cookie. */
    @WithDefault("connect.sid")
    String cookieName();

    /** Prefix of the session id in the Redis key, as in {@code connect-redis}. */
    @WithDefault("sess:")
    String redisPrefix();

    /** Path of the user's id in the session's JSON; dots descend into objects. */
    @WithDefault("userId")
    String userPath();

    /** Path of the organization's id in the session's JSON; dots descend into objects. */
    @WithDefault("organizationId")
    String organizationPath();

    /** Path of the user's role names in the session's JSON, as an array or as one text. */
    @WithDefault("roles")
    String rolesPath();

    /**
     * Whether a session also ends at {@code cookie.expires} of its JSON, beside the end of its key in Redis. As in
     * {@code connect-redis}, only the key counts by default: requests renew it, and leave the JSON as it was. For stores
     * whose keys do not expire.
     */
    @WithDefault("false")
    boolean obeyCookieExpires();

    /**
     * How long a known session stays valid while Redis cannot be reached. Otherwise Redis is asked for each request.
     */
    @WithDefault("10m")
    Duration trustWithoutRedis();

    /** How many sessions a pod remembers. */
    @WithDefault("100000")
    int cacheSize();

    /**
     * How long a lookup in Redis may take before Redis counts as unreachable. For twice that time after a failure,
     * requests of remembered sessions do not wait for Redis.
     */
    @WithDefault("1s")
    Duration lookupTimeout();
}
