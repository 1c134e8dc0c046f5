package dev.carillon.access.token;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.carillon.identity.Caller;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.SharedServices;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenVerifierTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    /** Longer than a busy machine takes to answer. One test waits for its end. */
    private static final Duration FETCH = Duration.ofSeconds(3);

    private final ExecutorService hanging = Executors.newCachedThreadPool();
    private final CountDownLatch answers = new CountDownLatch(1);
    private volatile boolean hangs;
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicReference<String> published = new AtomicReference<>("");
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    };
    private HttpServer provider;
    private TokenVerifier verifier;

    @BeforeEach
    void start() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", exchange -> {
            fetches.incrementAndGet();
            if (hangs) {
                awaitTheEnd();
            }
            byte[] body = published.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.length == 0 ? 500 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        provider.setExecutor(hanging);
        provider.start();
        JwtConfig config = config(Map.of());
        URI url = URI.create("http://127.0.0.1:" + provider.getAddress().getPort());
        verifier = new TokenVerifier(config, Set.of("RS256"), new JwksKeys(url, config, vertx, clock), clock);
    }

    @AfterEach
    void stop() {
        answers.countDown();
        provider.stop(0);
        hanging.shutdown();
        vertx.close();
    }

    @Test
    void keysAreFetchedOnceForManyTokens() throws JoseException {
        // Given
        RsaJsonWebKey key = publish("a");
        // When
        Optional<Caller> first = verify(token(key));
        Optional<Caller> second = verify(token(key));
        // Then
        assertTrue(first.isPresent() && second.isPresent());
        assertEquals(1, fetches.get());
    }

    @Test
    void keyThatIsNewIsFetchedAfterAPause() throws JoseException {
        // Given
        verify(token(publish("a")));
        RsaJsonWebKey rotated = publish("b");
        // When
        Optional<Caller> tooSoon = verify(token(rotated));
        now.updateAndGet(t -> t.plusSeconds(11));
        Optional<Caller> later = verify(token(rotated));
        // Then
        assertTrue(tooSoon.isEmpty());
        assertTrue(later.isPresent());
        assertEquals(2, fetches.get());
    }

    @Test
    void madeUpKeyIdsDoNotMakeThePodAskAgainAndAgain() throws JoseException {
        // Given
        verify(token(publish("a")));
        RsaJsonWebKey unknown = RsaJwkGenerator.generateJwk(2048);
        // When
        for (int i = 0; i < 20; i++) {
            unknown.setKeyId("made-up-" + i);
            assertTrue(verify(token(unknown)).isEmpty());
        }
        // Then
        assertEquals(1, fetches.get());
    }

    @Test
    void knownKeysStayInUseWhileTheProviderIsAway() throws JoseException {
        // Given
        RsaJsonWebKey key = publish("a");
        verify(token(key));
        published.set("");
        now.updateAndGet(t -> t.plus(Duration.ofMinutes(11)));
        // When
        Optional<Caller> caller = verify(token(key));
        // Then
        assertTrue(caller.isPresent());
        await().untilAtomic(fetches, equalTo(2));
        assertTrue(verify(token(key)).isPresent());
    }

    @Test
    void knownKeyIsServedAtOnceWhileTheProviderHangs() throws JoseException {
        // Given
        RsaJsonWebKey key = publish("a");
        verify(token(key));
        hangs = true;
        now.updateAndGet(t -> t.plus(Duration.ofMinutes(11)));
        // When
        Future<Optional<Caller>> answer = verifier.verify(token(key));
        // Then
        assertTrue(answer.isComplete() && answer.result().isPresent());
        await().untilAtomic(fetches, equalTo(2));
    }

    @Test
    void unknownKeyIdWaitsForOneFetchAndNobodyWaitsForIt() throws JoseException {
        // Given
        RsaJsonWebKey key = publish("a");
        verify(token(key));
        hangs = true;
        now.updateAndGet(t -> t.plusSeconds(11));
        RsaJsonWebKey madeUp = RsaJwkGenerator.generateJwk(2048);
        madeUp.setKeyId("made-up");
        // When
        Future<Optional<Caller>> stranger = verifier.verify(token(madeUp));
        boolean waits = !stranger.isComplete();
        Future<Optional<Caller>> known = verifier.verify(token(key));
        // Then
        assertTrue(waits);
        assertTrue(known.isComplete() && known.result().isPresent());
        assertTrue(stranger.toCompletionStage().toCompletableFuture().join().isEmpty());
        assertTrue(verifier.verify(token(madeUp)).isComplete());
        assertEquals(2, fetches.get());
    }

    @Test
    void keyThatTheProviderHasWithdrawnEndsWithTheRefreshBesideIt() throws JoseException {
        // Given
        RsaJsonWebKey old = publish("a");
        verify(token(old));
        publish("b");
        now.updateAndGet(t -> t.plus(Duration.ofMinutes(11)));
        // When
        verify(token(old));
        // Then
        await().until(() -> verify(token(old)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"20s, 49, true", "20s, 52, false", "90s, 119, true", "90s, 122, false", "24h, 86429, true"})
    void lifetimeIsMeasuredInSeconds(String most, int seconds, boolean taken) throws JoseException {
        // Given: half a minute is allowed for the clocks
        TokenVerifier strict = shared(Map.of("carillon.jwt.max-lifetime", most));
        now.set(Instant.ofEpochSecond(1_800_000_000));
        JwtClaims claims = claims();
        claims.setExpirationTime(NumericDate.fromSeconds(now.get().getEpochSecond() + seconds));
        // Then
        assertEquals(taken, strict.verify(hs256(claims)).result().isPresent());
    }

    @Test
    void tokenWithoutAJtiIsIdentifiedByItsSignedPart() {
        // Given
        String token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIyNiJ9.";
        // Then
        assertEquals(TokenDigest.of(null, token + "AAAA"), TokenDigest.of(null, token + "BBBB"));
        assertEquals(Optional.of(TokenDigest.of(null, token)), TokenDigest.ofToken(token + "CCCC"));
        assertNotEquals(TokenDigest.ofJti("a.b.c"), TokenDigest.ofJti("a.b.d"));
    }

    @Test
    void withoutAnyKeysNobodyCanTell() throws JoseException {
        // Given
        RsaJsonWebKey key = publish("a");
        published.set("");
        // When
        Future<Optional<Caller>> answer = verifier.verify(token(key));
        // Then
        assertTrue(answer.toCompletionStage()
                .handle((caller, failure) -> failure != null)
                .toCompletableFuture()
                .join());
    }

    @Test
    void sharedSecretOfASmallSetUpSigns() throws JoseException {
        // Given
        TokenVerifier small =
                shared(Map.of("carillon.jwt.user-claim", "/org/user~1id", "carillon.jwt.roles-claim", "scope"));
        JwtClaims claims = claims();
        claims.setClaim("org", Map.of("id", 21, "user/id", 26));
        claims.setClaim("scope", "admin read");
        // When
        Caller caller = small.verify(hs256(claims)).result().orElseThrow();
        // Then
        assertEquals("26", caller.userId());
        assertEquals("21", caller.organizationId());
        assertTrue(caller.isAdmin());
    }

    private TokenVerifier shared(Map<String, String> more) {
        return new TokenVerifier(
                config(more),
                Set.of("HS256"),
                token -> Future.succeededFuture(Optional.of(new HmacKey(SECRET.getBytes(StandardCharsets.UTF_8)))),
                clock);
    }

    private static String hs256(JwtClaims claims) throws JoseException {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setKey(new HmacKey(SECRET.getBytes(StandardCharsets.UTF_8)));
        jws.setHeader("typ", "JWT");
        jws.setAlgorithmHeaderValue("HS256");
        return jws.getCompactSerialization();
    }

    private void awaitTheEnd() {
        try {
            answers.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Caller> verify(String token) {
        return verifier.verify(token).toCompletionStage().toCompletableFuture().join();
    }

    private RsaJsonWebKey publish(String id) throws JoseException {
        RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId(id);
        published.set(new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY));
        return key;
    }

    private static String token(RsaJsonWebKey key) throws JoseException {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims().toJson());
        jws.setKey(key.getPrivateKey());
        jws.setKeyIdHeaderValue(key.getKeyId());
        jws.setHeader("typ", "JWT");
        jws.setAlgorithmHeaderValue("RS256");
        return jws.getCompactSerialization();
    }

    private static JwtClaims claims() {
        return Credentials.claims("26", "21", Duration.ofHours(1));
    }

    private static JwtConfig config(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(more);
        values.put("carillon.jwt.jwks-timeout", FETCH.toMillis() + "ms");
        values.put("carillon.jwt.audience", "carillon");
        values.put("carillon.jwt.organization-claim", "org.id");
        return SharedServices.config(JwtConfig.class, values);
    }
}
