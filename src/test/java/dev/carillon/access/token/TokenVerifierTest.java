package dev.carillon.access.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.carillon.identity.Caller;
import dev.carillon.identity.Credentials;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenVerifierTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

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
            byte[] body = published.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.length == 0 ? 500 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        provider.start();
        JwtConfig config = config(Map.of());
        URI url = URI.create("http://127.0.0.1:" + provider.getAddress().getPort());
        verifier = new TokenVerifier(config, Set.of("RS256"), new JwksKeys(url, config, vertx, clock), clock);
    }

    @AfterEach
    void stop() {
        provider.stop(0);
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
        assertEquals(2, fetches.get());
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
        TokenVerifier small = new TokenVerifier(
                config(Map.of("carillon.jwt.user-claim", "/org/user~1id", "carillon.jwt.roles-claim", "scope")),
                Set.of("HS256"),
                token -> Future.succeededFuture(Optional.of(new HmacKey(SECRET.getBytes(StandardCharsets.UTF_8)))),
                clock);
        JwtClaims claims = claims();
        claims.setClaim("org", Map.of("id", 21, "user/id", 26));
        claims.setClaim("scope", "admin read");
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setKey(new HmacKey(SECRET.getBytes(StandardCharsets.UTF_8)));
        jws.setAlgorithmHeaderValue("HS256");
        // When
        Caller caller = small.verify(jws.getCompactSerialization()).result().orElseThrow();
        // Then
        assertEquals("26", caller.userId());
        assertEquals("21", caller.organizationId());
        assertTrue(caller.isAdmin());
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
        jws.setAlgorithmHeaderValue("RS256");
        return jws.getCompactSerialization();
    }

    private static JwtClaims claims() {
        return Credentials.claims("26", "21", Duration.ofHours(1));
    }

    private static JwtConfig config(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(more);
        values.put("carillon.jwt.audience", "carillon");
        values.put("carillon.jwt.organization-claim", "org.id");
        return SharedServices.config(JwtConfig.class, values);
    }
}
