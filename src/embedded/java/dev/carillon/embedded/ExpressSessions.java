package dev.carillon.embedded;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Logs users in: writes sessions to Redis as express-session with connect-redis does. Safe for use by threads. */
public final class ExpressSessions implements SignIns, AutoCloseable {
    private static final Duration LIFETIME = Duration.ofDays(1);
    private static final int ANSWER_SECONDS = 10;
    private static final int SID_BYTES = 24;
    /** Integers that JavaScript holds exactly. Longer digits are an identifier that only looks like a number. */
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,14}");

    private final SecureRandom random = new SecureRandom();
    private final String secret;
    private final Vertx vertx;
    private final Redis redis;

    private ExpressSessions(String secret, Vertx vertx, RedisOptions redis) {
        this.secret = secret;
        this.vertx = vertx;
        this.redis = Redis.createClient(vertx, redis);
    }

    public static ExpressSessions in(EmbeddedRedis redis, String secret) {
        return in(new RedisOptions().setConnectionString(redis.url()), secret);
    }

    /** With any kind of Redis, for example a cluster. */
    public static ExpressSessions in(RedisOptions redis, String secret) {
        FileSystemOptions noCache =
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setFileSystemOptions(noCache));
        return new ExpressSessions(secret, vertx, redis);
    }

    public ExpressSession create(long userId, long organizationId) {
        return create(Long.toString(userId), Long.toString(organizationId));
    }

    public ExpressSession create(String userId, String organizationId) {
        return create(userId, organizationId, LIFETIME);
    }

    /** With the roles that the application has given the user. */
    public ExpressSession create(String userId, String organizationId, List<String> roles) {
        return create(userId, organizationId, roles, LIFETIME);
    }

    @Override
    public String cookie(String userId, String organizationId, List<String> roles) {
        return create(userId, organizationId, roles).cookieHeader();
    }

    /** The cookie is what pods take. */
    @Override
    public void show(MultiMap headers) {}

    public ExpressSession create(String userId, String organizationId, Duration lifetime) {
        return create(userId, organizationId, List.of(), lifetime);
    }

    /** Returns when Redis has stored it. */
    private ExpressSession create(String userId, String organizationId, List<String> roles, Duration lifetime) {
        byte[] bytes = new byte[SID_BYTES];
        random.nextBytes(bytes);
        String sid = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant expires = Instant.now().plus(lifetime).truncatedTo(ChronoUnit.MILLIS);
        JsonObject cookie = new JsonObject()
                .put("originalMaxAge", lifetime.toMillis())
                .put("expires", expires.toString())
                .put("httpOnly", true)
                .put("path", "/");
        JsonObject session = new JsonObject()
                .put("cookie", cookie)
                .put("userId", numberIfItLooksLikeOne(userId))
                .put("organizationId", numberIfItLooksLikeOne(organizationId));
        if (!roles.isEmpty()) {
            session.put("roles", new JsonArray(roles));
        }
        answer(Request.cmd(Command.SET)
                .arg(key(sid))
                .arg(session.encode())
                .arg("EX")
                .arg(Math.max(1, lifetime.toSeconds())));
        return ExpressSession.signed(sid, secret);
    }

    /** Logs out. Returns whether the session existed. */
    public boolean destroy(String sid) {
        return answer(Request.cmd(Command.DEL).arg(key(sid))).toInteger() == 1;
    }

    @Override
    public void close() {
        redis.close();
        vertx.close();
    }

    private static String key(String sid) {
        return "sess:" + sid;
    }

    private static Object numberIfItLooksLikeOne(String id) {
        return NUMBER.matcher(id).matches() ? (Object) Long.valueOf(id) : id;
    }

    private Response answer(Request request) {
        try {
            return redis.send(request).toCompletionStage().toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Redis does not take the session: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while writing a session", e);
        }
    }
}
