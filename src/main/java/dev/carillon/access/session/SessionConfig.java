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
     * The secrets that session cookies may be signed with, as in {@code express-session}'s {@code secret}: the first is
     * the current one, the others are being rotated out; each has at least 32 bytes. Without any, no cookie is accepted.
     */
    Optional<List<String>> secrets();

    /** The name of the session cookie. */
    @WithDefault("connect.sid")
    String cookieName();

    /** What {@code connect-redis} puts before the session id in the Redis key. */
    @WithDefault("sess:")
    String redisPrefix();

    /** Where the user's id stands in the session's JSON; dots descend into objects. */
    @WithDefault("userId")
    String userPath();

    /** Where the organization's id stands in the session's JSON; dots descend into objects. */
    @WithDefault("organizationId")
    String organizationPath();

    /** Where the names of the user's roles stand in the session's JSON, as an array or as one text. */
    @WithDefault("roles")
    String rolesPath();

    /**
     * How long a session that was once seen stays valid while Redis cannot be asked, and only then: otherwise Redis is
     * asked for each request.
     */
    @WithDefault("10m")
    Duration trustWithoutRedis();

    /** How many sessions a pod remembers; the one unused for longest is forgotten first. */
    @WithDefault("100000")
    int cacheSize();

    /**
     * How long a look-up in Redis may take before Redis counts as unreachable. For twice as long after one has failed,
     * requests of remembered sessions do not wait for the next.
     */
    @WithDefault("1s")
    Duration lookupTimeout();
}
