package dev.carillon.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.Request;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Looks sessions up in Redis, with a memory for what it has seen. Safe on event loops: nothing here blocks. */
@Singleton
public class Sessions {

    // Characters; the cookie and the ids take two hundred. Longer ones, times the size of the memory, would fill the
    // heap.
    private static final int REMEMBERED_DOCUMENT = 1_000;

    private final SessionConfig config;
    private final SessionDocument document;
    private final Redis redis;
    private final SessionLookups lookups;
    private final Clock clock;
    private final Cache<String, Seen> seen;

    @Inject
    Sessions(
            SessionConfig config,
            Vertx vertx,
            Redis redis,
            Clock clock,
            @ConfigProperty(name = "quarkus.redis.client-type") RedisClientType redisType) {
        this.config = config;
        this.document = new SessionDocument(config);
        this.redis = redis;
        this.lookups = new SessionLookups(vertx, redis, redisType == RedisClientType.CLUSTER, config.lookupTimeout());
        this.clock = clock;
        this.seen = Caffeine.newBuilder()
                .maximumSize(config.cacheSize())
                // Not after it was written: what Redis has confirmed is not written again.
                .expireAfterAccess(config.trustWithoutRedis())
                // What a look-up entails is less than waking another thread for it.
                .executor(Runnable::run)
                .build();
    }

    /** Who the session belongs to, from memory if it was asked a moment ago. */
    public Uni<SessionState> find(String sessionId) {
        Seen known = seen.getIfPresent(sessionId);
        return isRecent(known) ? Uni.createFrom().item(new SessionState.Valid(known.caller())) : lookUp(sessionId);
    }

    /**
     * Runs {@code onEnd}, on the caller's context, if the session has ended; asked of memory or Redis as above, but
     * nothing is made for the many of which it has not. While nobody can tell it has not.
     */
    void ifEnded(String sessionId, Runnable onEnd) {
        Seen known = seen.getIfPresent(sessionId);
        if (isRecent(known)) {
            return;
        }
        lookups.get(config.redisPrefix() + sessionId, stored -> {
            if (stored.succeeded() && hasEnded(sessionId, known, stored.result())) {
                onEnd.run();
            }
        });
    }

    private boolean hasEnded(String sessionId, Seen known, String stored) {
        if (known != null && stored != null && stored.equals(known.document)) {
            Instant now = clock.instant();
            if (!known.session.isOver(now)) {
                // What has been forgotten meanwhile stays so.
                known.confirmedAtMillis = now.toEpochMilli();
                return false;
            }
        }
        return remember(sessionId, stored) instanceof SessionState.Ended;
    }

    private boolean isRecent(Seen known) {
        return known != null && known.isYoungerThan(config.cacheFor(), clock);
    }

    /** The same, but always from Redis: for open streams, whose session may have ended since. */
    public Uni<SessionState> lookUp(String sessionId) {
        // Vert.x futures rather than Mutiny's, which would carry the request on to another thread.
        return Uni.createFrom()
                .completionStage(() -> lookups.get(config.redisPrefix() + sessionId)
                        .map(stored -> remember(sessionId, stored))
                        .otherwise(failure -> withoutRedis(sessionId))
                        .toCompletionStage());
    }

    /** Deletes the session where Express keeps it: its cookie signs nobody in any more, here or there. */
    public Uni<Void> delete(String sessionId) {
        Request del = Request.cmd(Command.DEL).arg(config.redisPrefix() + sessionId);
        return Uni.createFrom()
                .completionStage(() -> redis.send(del)
                        .timeout(config.lookupTimeout().toMillis(), TimeUnit.MILLISECONDS)
                        .<Void>mapEmpty()
                        .toCompletionStage());
    }

    /**
     * Drops what is remembered of a user's sessions, or of the session with this tag; null stands for any. Looks at
     * everything that is remembered: not on an event loop.
     */
    public void forget(String userId, String tag) {
        seen.asMap()
                .values()
                .removeIf(known -> (userId == null
                                || userId.equals(known.caller().userId()))
                        && (tag == null
                                || tag.equals(known.caller().credential().tag())));
    }

    private SessionState remember(String sessionId, String stored) {
        Instant now = clock.instant();
        Seen known = stored == null ? null : seen.getIfPresent(sessionId);
        SessionDocument.SignedIn session = null;
        if (known != null && stored.equals(known.document)) {
            session = known.session;
        } else if (stored != null) {
            session = document.read(sessionId, stored).orElse(null);
        }
        if (session == null || session.isOver(now)) {
            seen.invalidate(sessionId);
            return new SessionState.Ended();
        }
        seen.put(sessionId, new Seen(session, stored, now));
        return new SessionState.Valid(session.caller());
    }

    private SessionState withoutRedis(String sessionId) {
        Seen known = seen.getIfPresent(sessionId);
        return known != null && known.isYoungerThan(config.trustWithoutRedis(), clock)
                ? new SessionState.Valid(known.caller())
                : new SessionState.Unknown();
    }

    /** Without the tag: a digest for each look-up would be for the few that are ever revoked. */
    private static final class Seen {
        private final SessionDocument.SignedIn session;
        /** What the session was read from, so that the same need not be read again; null if it is long. */
        private final String document;

        // No Instant: a young object in each of ten thousand old ones, twice a minute, is work for the collector.
        private volatile long confirmedAtMillis;

        Seen(SessionDocument.SignedIn session, String document, Instant confirmedAt) {
            this.session = session;
            this.document = document.length() <= REMEMBERED_DOCUMENT ? document : null;
            this.confirmedAtMillis = confirmedAt.toEpochMilli();
        }

        Caller caller() {
            return session.caller();
        }

        boolean isYoungerThan(Duration limit, Clock clock) {
            return clock.millis() - confirmedAtMillis < limit.toMillis();
        }
    }
}
