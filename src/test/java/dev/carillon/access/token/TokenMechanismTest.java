package dev.carillon.access.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.identity.RevocationStatus;
import dev.carillon.testkit.SharedServices;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over a real socket, on a pod that may not know the revocations yet. */
class TokenMechanismTest {

    private static final String SECRET = "a secret of tokens in tests, and of nothing else at all";

    private final Vertx vertx = Vertx.vertx();
    private final Told told = new Told();
    private HttpServer server;

    @BeforeEach
    void listen() {
        JwtConfig config = SharedServices.config(
                JwtConfig.class, Map.of("carillon.jwt.secret", SECRET, "carillon.jwt.audience", "carillon"));
        TokenMechanism mechanism = new TokenMechanism(config, told, vertx, Clock.systemUTC());
        Router router = Router.router(vertx);
        router.route().handler(context -> answer(mechanism, context));
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static void answer(TokenMechanism mechanism, RoutingContext context) {
        mechanism
                .caller(context)
                .subscribe()
                .with(
                        caller -> context.end(caller.userId()),
                        rejected -> mechanism.sendChallenge(context).subscribe().with(sent -> {}));
    }

    @AfterEach
    void close() {
        server.close();
        vertx.close();
    }

    @Test
    void noTokenIsAcceptedBeforeRevocationsAreKnown() throws Exception {
        // Given
        told.loaded = false;
        // Then
        assertThat(status("jti-1")).isEqualTo(503);
        // When
        told.loaded = true;
        // Then
        assertThat(status("jti-1")).isEqualTo(200);
    }

    @Test
    void revokedTokenStaysRejected() throws Exception {
        // Given
        told.loaded = true;
        told.revoked = "token:" + TokenDigest.ofJti("jti-1");
        // Then
        assertThat(status("jti-1")).isEqualTo(401);
        assertThat(status("jti-2")).isEqualTo(200);
    }

    private int status(String jti) throws Exception {
        JwtClaims claims = new JwtClaims();
        claims.setSubject("26");
        claims.setAudience("carillon");
        claims.setClaim("organizationId", "21");
        claims.setJwtId(jti);
        claims.setExpirationTimeMinutesInTheFuture(10);
        JsonWebSignature signed = new JsonWebSignature();
        signed.setPayload(claims.toJson());
        signed.setAlgorithmHeaderValue("HS256");
        signed.setHeader("typ", "JWT");
        signed.setKey(new HmacKey(SECRET.getBytes(StandardCharsets.UTF_8)));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/"))
                .header("Authorization", "Bearer " + signed.getCompactSerialization())
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static final class Told implements RevocationStatus {
        private volatile boolean loaded;
        private volatile String revoked = "";

        @Override
        public boolean isLoaded() {
            return loaded;
        }

        @Override
        public boolean isRevoked(String organizationId, String tag) {
            return tag.equals(revoked);
        }

        @Override
        public long generation() {
            return 0;
        }

        @Override
        public boolean isDisconnectedAfter(long generation, String organizationId, String userId) {
            return false;
        }
    }
}
