package dev.carillon.access.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import dev.carillon.identity.RevocationStatus;
import dev.carillon.testkit.ChaosProxy;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cached state of a session must not outlive the state in Redis. */
class SessionsTest {

    private static final Instant START = Instant.parse("2025-12-27T05:00:00Z");
    private static final Duration LONGER_THAN_MEMORY = Duration.ofMinutes(1);

    private static Vertx vertx;
    private static Redis redis;

    private final String id = UUID.randomUUID().toString();
    // Read by the event loop too.
    private volatile Instant now = START;
    private Sessions sessions;
    private final Disconnects revocations = new Disconnects();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

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
        return sessions(over, Map.of());
    }

    private Sessions sessions(Redis over, Map<String, String> config) {
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
                SharedServices.config(SessionConfig.class, config),
                vertx,
                Optional.of(over),
                revocations,
                clock,
                registry,
                RedisClientType.STANDALONE);
    }

    @Test
    void sessionThatExpressKeepsAliveStaysValidBeyondTheTimeInItsDocument() {
        // Given
        store(session("26").put("cookie", new JsonObject().put("expires", START.plusSeconds(1))));
        look();
        // When
        now = now.plus(LONGER_THAN_MEMORY);
        // Then
        assertThat(look()).isInstanceOf(SessionState.Valid.class);
    }

    @Test
    void sessionThatIsTheSameInRedisEndsWhenItsTimeIsOver() {
        // Given
        sessions = sessions(redis, Map.of("carillon.session.obey-cookie-expires", "true"));
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
        // Then: at once, without any time having passed.
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
    void sessionConfirmedByAnOpenStreamIsTrustedFromThenOn() {
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
    void openStreamLearnsThatItsSessionIsGone() {
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

    @Test
    void openStreamLearnsThatItsSessionBelongsToAnotherUser() {
        // Given
        store(session("26"));
        look();
        assertThat(hasEndedForStream()).isFalse();
        for (JsonObject changed : List.of(
                session("27"),
                session("26").put("organizationId", "another"),
                session("26").put("roles", new JsonArray().add("admin")))) {
            // When
            store(changed);
            // Then
            assertThat(hasEndedForStream()).as(changed.encode()).isTrue();
        }
        store(session("26"));
        assertThat(hasEndedForStream()).isFalse();
    }

    /** Another request has cached the changed session meanwhile. The stream still has the old one. */
    @Test
    void openStreamLearnsAboutAChangeThatIsAlreadyCached() {
        // Given
        store(session("26"));
        look();
        // When
        store(session("27"));
        look();
        // Then
        assertThat(hasEndedForStream()).isTrue();
    }

    @Test
    void requestIsNotAnsweredByALookUpThatWasSentBeforeItCame() {
        try (ChaosProxy way = way()) {
            // Given
            sessions = sessionsOver(way);
            store(session("26"));
            look();
            way.blackHole(ChaosProxy.Direction.FROM_TARGET);
            long asked = way.bytesForwarded(ChaosProxy.Direction.TO_TARGET);
            CompletableFuture<SessionState> earlier = ask();
            Awaitility.await().until(() -> way.bytesForwarded(ChaosProxy.Direction.TO_TARGET) > asked);
            // When
            store(session("27"));
            CompletableFuture<SessionState> later = ask();
            way.heal();
            // Then
            assertThat(user(earlier)).isEqualTo("26");
            assertThat(user(later)).isEqualTo("27");
        }
    }

    /** Otherwise the first request would wait for the connection, beside all that arrive at a new pod. */
    @Test
    void podThatStartsLooksUpBeforeItsFirstRequest() {
        try (ChaosProxy way = way()) {
            // Given
            sessions = sessionsOver(way);

            // When
            sessions.onStart(new StartupEvent());

            // Then
            assertThat(way.bytesForwarded(ChaosProxy.Direction.FROM_TARGET)).isPositive();
        }
    }

    @Test
    void podStartsWhileRedisDoesNotAnswer() {
        try (ChaosProxy way = way()) {
            // Given
            sessions = sessionsOver(way);
            store(session("26"));
            way.blackHole();

            // When
            sessions.onStart(new StartupEvent());
            way.heal();

            // Then
            Awaitility.await().until(() -> look() instanceof SessionState.Valid);
        }
    }

    @Test
    void herdIsAHandfulOfLookUps() {
        // Given
        store(session("26"));
        double before = mgets();
        // When
        List<CompletableFuture<SessionState>> herd = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            herd.add(ask());
        }
        herd.forEach(SessionsTest::user);
        // Then
        assertThat(mgets() - before).isLessThan(50);
    }

    @Test
    void nobodyWaitsForARedisThatHasJustNotAnswered() {
        try (ChaosProxy way = way()) {
            // Given
            sessions = sessionsOver(way);
            store(session("26"));
            look();
            way.blackHole();
            assertThat(user(ask())).isEqualTo("26");
            // When
            boolean atOnce = ask().isDone();
            // Then
            assertThat(atOnce).isTrue();
            assertThat(registry.counter("carillon.sessions.trusted").count()).isEqualTo(2);
        }
    }

    @Test
    void disconnectedUserIsNotTrustedWithoutRedis() {
        try (ChaosProxy way = way()) {
            // Given
            sessions = sessionsOver(way);
            store(session("26"));
            look();
            lose(way);
            assertThat(look()).isInstanceOf(SessionState.Valid.class);
            // When
            revocations.generation = 1;
            // Then
            assertThat(look()).isInstanceOf(SessionState.Unknown.class);
        }
    }

    @Test
    void sessionIsForgottenByItsOwnOrganizationOnly() {
        try (ChaosProxy way = way()) {
            // Given
            sessions = sessionsOver(way);
            store(session("26"));
            look();
            lose(way);
            String tag = new Credential.Session(id).tag();
            // When
            sessions.forget("another", tag);
            assertThat(look()).isInstanceOf(SessionState.Valid.class);
            sessions.forget("remembered", tag);
            // Then
            assertThat(look()).isInstanceOf(SessionState.Unknown.class);
        }
    }

    private CompletableFuture<SessionState> ask() {
        return sessions.lookUp(id).subscribeAsCompletionStage();
    }

    private static String user(CompletableFuture<SessionState> asked) {
        SessionState state = asked.orTimeout(10, TimeUnit.SECONDS).join();
        return ((SessionState.Valid) state).caller().userId();
    }

    /** How many of them Redis has ever been sent. */
    private static double mgets() {
        String statistics = redis.send(Request.cmd(Command.INFO).arg("commandstats"))
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .toString();
        Matcher calls = Pattern.compile("cmdstat_mget:calls=(\\d+)").matcher(statistics);
        return calls.find() ? Double.parseDouble(calls.group(1)) : 0;
    }

    private Caller caller(String user) {
        return new Caller("remembered", user, new Credential.Session(id));
    }

    /** Everybody was disconnected by change 1. */
    private static final class Disconnects implements RevocationStatus {
        private volatile long generation;

        @Override
        public boolean isLoaded() {
            return true;
        }

        @Override
        public boolean isRevoked(String organizationId, String tag) {
            return false;
        }

        @Override
        public long generation() {
            return generation;
        }

        @Override
        public boolean isDisconnectedAfter(long seen, String organizationId, String userId) {
            return seen < generation;
        }
    }

    /** As the keep-alive asks, and told when the answer must have been heard: a later question of the same context has. */
    private boolean hasEndedForStream() {
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<SessionState> later = new CompletableFuture<>();
        vertx.getOrCreateContext().runOnContext(turn -> {
            sessions.ifEnded(caller("26"), () -> ended.set(true));
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
        return sessions.lookUp(id).await().atMost(Duration.ofSeconds(10));
    }
}
