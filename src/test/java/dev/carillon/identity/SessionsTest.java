package dev.carillon.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ChaosProxy;
import dev.carillon.testkit.SharedServices;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.Request;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is remembered of a session must not outlive what Redis says of it. */
class SessionsTest {

    private static final Instant START = Instant.parse("2025-12-27T05:00:00Z");
    private static final Duration LONGER_THAN_MEMORY = Duration.ofMinutes(1);

    private static Vertx vertx;
    private static Redis redis;

    private final String id = UUID.randomUUID().toString();
    // Read by the event loop too.
    private volatile Instant now = START;
    private Sessions sessions;

    @BeforeAll
    static void connect() {
        vertx = Vertx.vertx();
        redis = Redis.createClient(vertx, SharedServices.get().redis().url());
    }

    @AfterAll
    static void disconnect() {
        redis.close();
        vertx.close();
    }

    @BeforeEach
    void create() {
        sessions = sessions(redis);
    }

    private Sessions sessions(Redis over) {
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        return new Sessions(
                SharedServices.config(SessionConfig.class, Map.of()), vertx, over, clock, RedisClientType.STANDALONE);
    }

    @Test
    void sessionThatIsTheSameInRedisEndsWhenItsTimeIsOver() {
        // Given
        store(session("26").put("cookie", new JsonObject().put("expires", START.plusSeconds(90))));
        assertThat(look()).isInstanceOf(SessionState.Valid.class);
        // When
        now = now.plus(LONGER_THAN_MEMORY);
        SessionState before = look();
        now = now.plus(LONGER_THAN_MEMORY);
        // Then
        assertThat(before).isInstanceOf(SessionState.Valid.class);
        assertThat(look()).isInstanceOf(SessionState.Ended.class);
    }

    @Test
    void sessionThatHasChangedInRedisIsReadAgain() {
        // Given
        store(session("26"));
        look();
        // When
        store(session("27"));
        now = now.plus(LONGER_THAN_MEMORY);
        // Then
        assertThat(look())
                .isInstanceOfSatisfying(
                        SessionState.Valid.class,
                        valid -> assertThat(valid.caller().userId()).isEqualTo("27"));
    }

    @Test
    void longSessionStaysValid() {
        // Given
        store(session("26").put("cart", "x".repeat(100_000)));
        look();
        // When
        now = now.plus(LONGER_THAN_MEMORY);
        // Then
        assertThat(look()).isInstanceOf(SessionState.Valid.class);
    }

    @Test
    void sessionIsTrustedWithoutRedisForAsLongAsConfiguredAndNoLonger() {
        try (ChaosProxy way = way()) {
            // Given
            sessions = sessionsOver(way);
            store(session("26"));
            look();
            // When
            lose(way);
            now = now.plus(Duration.ofMinutes(9));
            SessionState before = look();
            now = now.plus(Duration.ofMinutes(2));
            // Then
            assertThat(before).isInstanceOf(SessionState.Valid.class);
            assertThat(look()).isInstanceOf(SessionState.Unknown.class);
        }
    }

    @Test
    void whatAnOpenStreamConfirmsIsTrustedFromThenOn() {
        try (ChaosProxy way = way()) {
            // Given
            sessions = sessionsOver(way);
            store(session("26"));
            look();
            now = now.plus(Duration.ofMinutes(9));
            // When
            assertThat(hasEndedForStream()).isFalse();
            lose(way);
            now = now.plus(Duration.ofMinutes(9));
            // Then
            assertThat(look()).isInstanceOf(SessionState.Valid.class);
        }
    }

    @Test
    void openStreamIsToldOfASessionThatIsGone() {
        // Given
        store(session("26"));
        look();
        // When
        redis.send(Request.cmd(Command.DEL).arg("sess:" + id))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        now = now.plus(LONGER_THAN_MEMORY);
        // Then
        assertThat(hasEndedForStream()).isTrue();
    }

    /** As the keep-alive asks, and told when the answer must have been heard: a later question of the same context has. */
    private boolean hasEndedForStream() {
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<SessionState> later = new CompletableFuture<>();
        vertx.getOrCreateContext().runOnContext(turn -> {
            sessions.ifEnded(id, () -> ended.set(true));
            sessions.lookUp("another").subscribe().with(later::complete, later::completeExceptionally);
        });
        later.orTimeout(10, TimeUnit.SECONDS).join();
        return ended.get();
    }

    private static ChaosProxy way() {
        return ChaosProxy.to("127.0.0.1", SharedServices.get().redis().port());
    }

    private Sessions sessionsOver(ChaosProxy way) {
        return sessions(Redis.createClient(vertx, "redis://127.0.0.1:" + way.port()));
    }

    private static void lose(ChaosProxy way) {
        way.refuse();
        way.cutAll();
    }

    private static JsonObject session(String user) {
        return new JsonObject().put("userId", user).put("organizationId", "remembered");
    }

    private void store(JsonObject session) {
        redis.send(Request.cmd(Command.SET).arg("sess:" + id).arg(session.encode()))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private SessionState look() {
        return sessions.find(id).await().atMost(Duration.ofSeconds(10));
    }
}
