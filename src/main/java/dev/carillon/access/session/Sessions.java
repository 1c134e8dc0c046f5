package dev.carillon.access.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import dev.carillon.identity.RevocationStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Looks sessions up in Redis each time: a request acts for the user that the session belongs to now. Memory serves only
 * while Redis cannot be reached. Safe on event loops: nothing here blocks.
 */
@Singleton
public class Sessions {

    // Characters. The cookie and the ids take two hundred; longer documents, times the size of the memory, would fill
    // the heap.
    private static final int REMEMBERED_DOCUMENT = 1_000;

    private final SessionConfig config;
    private final SessionDocument document;
    private final SessionStore store;
    private final RevocationStatus revocations;
    private final Clock clock;
    private final Cache<String, Seen> seen;
    private final Counter trusted;

    @Inject
    Sessions(
            SessionConfig config,
            Vertx vertx,
            Optional<Redis> redis,
            RevocationStatus revocations,
            Clock clock,
            MeterRegistry registry,
            @ConfigProperty(name = "quarkus.redis.client-type") RedisClientType redisType) {
        this.config = config;
        this.document = new SessionDocument(config);
        this.store = redis.<SessionStore>map(client ->
                        new SessionLookups(vertx, client, redisType == RedisClientType.CLUSTER, config.lookupTimeout()))
                .orElseGet(() -> none(config));
        this.revocations = revocations;
        this.clock = clock;
        this.seen = Caffeine.newBuilder()
                .maximumSize(config.cacheSize())
                // Not after write: a session that Redis confirms is not written again.
                .expireAfterAccess(config.trustWithoutRedis())
                // The cache's upkeep after a lookup costs less than waking another thread.
                .executor(Runnable::run)
                .build();
        this.trusted = Counter.builder("carillon.sessions.trusted")
                .description("Lookups answered from memory because Redis could not be reached")
                .register(registry);
    }

    private static SessionStore none(SessionConfig config) {
        if (config.secrets().isPresent()) {
            throw new ConfigurationException(
                    "carillon.session.secrets is set, but sessions are kept in Redis, which a pod"
                            + " with carillon.bus.type=local does not use. Sign in with tokens, API keys or tickets.");
        }
        return new NoSessions();
    }

    /**
     * Blocks for a lookup at most. Otherwise the first requests of a new pod would wait for its first connection to Redis and
     * the classes of a lookup, and some longer than a lookup may take. Redis may be away: the lookups say so.
     */
    void onStart(@Observes StartupEvent event) {
        CompletableFuture<String> answered = new CompletableFuture<>();
        store.get(key("none"), stored -> answered.complete("any"));
        answered.completeOnTimeout("none", config.lookupTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** The session's owner as of now; from memory only if Redis does not answer. */
    public Uni<SessionState> lookUp(String sessionId) {
        Credential.Session session = new Credential.Session(sessionId);
        long generation = revocations.generation();
        if (store.hasJustFailed() && withoutRedis(session) instanceof SessionState.Valid known) {
            // Not waited for: it shows when Redis is back, and its answer counts from then on.
            store.get(key(sessionId), stored -> {
                if (stored.succeeded()) {
                    remember(session, stored.result(), generation);
                }
            });
            trusted.increment();
            return Uni.createFrom().item(known);
        }
        // Vert.x futures, because Mutiny's would move the request to another thread.
        return Uni.createFrom()
                .completionStage(() -> store.get(key(sessionId))
                        .map(stored -> remember(session, stored, generation))
                        .otherwise(failure -> trusted(withoutRedis(session)))
                        .toCompletionStage());
    }

    /**
     * Runs {@code onEnd}, on the caller's context, if the session has ended or now belongs to another user,
     * organization or role. Creates no result object for the many others. Does nothing if Redis does not answer.
     */
    void ifEnded(Caller caller, Runnable onEnd) {
        Credential.Session session = (Credential.Session) caller.credential();
        long generation = revocations.generation();
        store.get(key(session.sessionId()), stored -> {
            if (stored.succeeded() && hasEnded(caller, stored.result(), generation)) {
                onEnd.run();
            }
        });
    }

    private boolean hasEnded(Caller caller, String stored, long generation) {
        Credential.Session session = (Credential.Session) caller.credential();
        Seen known = seen.getIfPresent(session.tag());
        if (known != null && stored != null && stored.equals(known.document)) {
            Instant now = clock.instant();
            if (!known.session.isOver(now)) {
                // A session that was forgotten meanwhile stays so.
                known.confirm(now, generation);
                return !caller.isSameAs(known.caller());
            }
        }
        return !(remember(session, stored, generation) instanceof SessionState.Valid valid
                && caller.isSameAs(valid.caller()));
    }

    private String key(String sessionId) {
        return config.redisPrefix() + sessionId;
    }

    /** Deletes the session where Express keeps it: its cookie signs nobody in any more, here or there. */
    public Uni<Void> delete(String sessionId) {
        return Uni.createFrom()
                .completionStage(() -> store.delete(key(sessionId)).toCompletionStage());
    }

    /** Drops what is remembered of this organization's session with this tag. From any thread. */
    public void forget(String organizationId, String tag) {
        seen.asMap()
                .computeIfPresent(
                        tag, (t, known) -> organizationId.equals(known.caller().organizationId()) ? null : known);
    }

    private SessionState remember(Credential.Session session, @Nullable String stored, long generation) {
        Instant now = clock.instant();
        Seen known = stored == null ? null : seen.getIfPresent(session.tag());
        SessionDocument.SignedIn signedIn = null;
        if (known != null && known.isReadFrom(stored)) {
            signedIn = known.session;
        } else if (stored != null) {
            signedIn = document.read(session, stored).orElse(null);
        }
        if (stored == null || signedIn == null || signedIn.isOver(now)) {
            seen.invalidate(session.tag());
            return new SessionState.Ended();
        }
        seen.put(session.tag(), new Seen(signedIn, stored, now, generation));
        return new SessionState.Valid(signedIn.caller());
    }

    private SessionState withoutRedis(Credential.Session session) {
        Seen known = seen.getIfPresent(session.tag());
        if (known == null
                || !known.isYoungerThan(config.trustWithoutRedis(), clock)
                || known.session.isOver(clock.instant())
                || revocations.isDisconnectedAfter(
                        known.generation,
                        known.caller().organizationId(),
                        known.caller().userId())) {
            return new SessionState.Unknown();
        }
        return new SessionState.Valid(known.caller());
    }

    private SessionState trusted(SessionState state) {
        if (state instanceof SessionState.Valid) {
            trusted.increment();
        }
        return state;
    }

    private static final class Seen {
        private final SessionDocument.SignedIn session;
        /** The text that the session was read from, so that equal text need not be read again; null if it is long. */
        private final @Nullable String document;

        // No Instant: a young object in each of ten thousand old ones, twice a minute, is work for the collector.
        private volatile long confirmedAtMillis;
        // Of the revocations before Redis was asked: a user that was disconnected later is not trusted.
        private volatile long generation;

        Seen(SessionDocument.SignedIn session, String document, Instant confirmedAt, long generation) {
            this.session = session;
            this.document = document.length() <= REMEMBERED_DOCUMENT ? document : null;
            confirm(confirmedAt, generation);
        }

        boolean isReadFrom(@Nullable String stored) {
            return document != null && document.equals(stored);
        }

        void confirm(Instant at, long before) {
            confirmedAtMillis = at.toEpochMilli();
            generation = before;
        }

        Caller caller() {
            return session.caller();
        }

        boolean isYoungerThan(Duration limit, Clock clock) {
            return clock.millis() - confirmedAtMillis < limit.toMillis();
        }
    }
}
