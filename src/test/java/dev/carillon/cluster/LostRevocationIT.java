package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.embedded.EmbeddedRedis;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.embedded.SignedTokens;
import dev.carillon.testkit.ChaosProxy;
import dev.carillon.testkit.Command;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Two pods that never hear each other: each has a bus of its own, and is proved to hear it. Each learns of the other's
 * revocations without a message.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("LostRevocationIT")
@Timeout(180)
class LostRevocationIT {

    private static final String ORGANIZATION = "lost";
    private static final String SECRET = "a secret of tokens in tests, and of nothing else at all";
    private static final SignedTokens TOKENS = new SignedTokens(SECRET);
    private static final Login NOBODY = new Login("", "", "");

    /** Keep-alives come each 2 s; the rest is for a machine that does much else. */
    private static final Duration WITHIN = Duration.ofSeconds(15);

    private static EmbeddedRedis otherBus;
    private static BreakableCluster cluster;
    private static String backend;

    private final SseClients clients = new SseClients();

    @BeforeAll
    static void start() {
        otherBus = EmbeddedRedis.start();
        cluster = BreakableCluster.start(
                number -> number == 1 ? settings() : settings().with("QUARKUS_REDIS_BUS_HOSTS", otherBus.url()),
                PostgresSettings.temporary(),
                2);
        Command made = KeyCommand.run(
                cluster.services(), PodSettings.of("key-command").application(), Map.of(), ORGANIZATION, "backend");
        assertThat(made.status()).withFailMessage(made::errors).isZero();
        backend = made.output().strip();
    }

    private static PodSettings settings() {
        return BreakableCluster.quick("lost-revocations")
                .with("CARILLON_JWT_SECRET", SECRET)
                .with("CARILLON_JWT_AUDIENCE", SignedTokens.AUDIENCE);
    }

    @AfterAll
    static void stop() {
        cluster.close();
        otherBus.close();
    }

    @AfterEach
    void heal() {
        clients.close();
        cluster.heal();
    }

    @Test
    void revokedTokenEndsItsStreamAndIsRejected() {
        // Given
        String token = TOKENS.token("ada", ORGANIZATION, List.of(), "jti-1");
        SseStream stream = connected("", token);
        // When
        revoke("/api/tokens/revoke", "{\"jti\":\"jti-1\"}");
        // Then
        endsAsExpired(stream);
        assertThat(unread(token)).isEqualTo(401);
    }

    @Test
    void disconnectedUserLosesTheStreamsThatWereOpenAndNoLaterOnes() {
        // Given
        ExpressSession session = cluster.sessions().create("bob", ORGANIZATION);
        SseStream before = connected(session);
        SseStream namesake = connected(cluster.sessions().create("bob", "elsewhere"));
        // When
        revoke("/api/users/bob/disconnect", "{}");
        // Then
        endsAsExpired(before);
        SseStream after = connected(session);
        await().atMost(WITHIN).until(() -> after.events("ping").size() >= 2);
        assertThat(after.ending()).isEmpty();
        assertThat(namesake.ending()).isEmpty();
    }

    @Test
    void revokedKeyEndsTheStreamsItHasVouchedFor() {
        // Given
        JsonNode key = Api.json(post(1, "/api/api-keys", "{\"name\":\"leaked\",\"scopes\":[\"publish\",\"read\"]}"));
        HttpResponse<String> ticket = Api.post(
                cluster.pod(2),
                NOBODY,
                "/api/stream-tickets",
                "{\"userId\":\"ada\"}",
                "X-Api-Key",
                key.path("key").asText());
        SseStream stream =
                connected("?ticket=" + Api.json(ticket).path("ticket").asText(), null);
        // When
        HttpResponse<String> revoked = Api.delete(
                cluster.pod(1), NOBODY, "/api/api-keys/" + key.path("id").asText(), "X-Api-Key", backend);
        // Then
        assertThat(revoked.statusCode()).isEqualTo(204);
        endsAsExpired(stream);
    }

    @Test
    void endedSessionEndsItsStream() {
        // Given
        ExpressSession session = cluster.sessions().create("eve", ORGANIZATION);
        SseStream stream = connected(session);
        // When
        revoke("/api/sessions/revoke", "{\"sessionId\":\"" + session.sid() + "\"}");
        // Then
        endsAsExpired(stream);
    }

    @Test
    void revokedTokenStaysRejectedWhateverIsAway() {
        // Given
        String token = TOKENS.token("ada", ORGANIZATION, List.of(), "jti-2");
        String other = TOKENS.token("ada", ORGANIZATION, List.of(), "jti-3");
        revoke("/api/tokens/revoke", "{\"jti\":\"jti-2\"}");
        await().atMost(WITHIN).until(() -> unread(token) == 401);
        // When
        cluster.redisFaults().flushAll();
        // Then
        assertThat(unread(token)).isEqualTo(401);
        // When
        lose(cluster.redisLink(2));
        lose(cluster.postgresLink(2));
        // Then
        SseStream rejected = open("", token);
        await().atMost(WITHIN).until(() -> rejected.status() != 0);
        assertThat(rejected.status()).isEqualTo(401);
        SseStream admitted = open("", other);
        await().atMost(WITHIN).until(() -> admitted.status() == 200);
        await().atMost(WITHIN).until(() -> PodMetrics.of(cluster.pod(2)).get("carillon_revocations_age_seconds") > 3);
    }

    @Test
    void mutedTypeLeavesTheStreamsOfAPodThatHearsNothing() {
        // Given
        ExpressSession session = cluster.sessions().create("carol", ORGANIZATION);
        Login carol = new Login(ORGANIZATION, "carol", session.cookieHeader());
        SseStream stream = connected(session);
        // When
        String muted = "{\"version\":0,\"types\":[{\"type\":\"ad.*\",\"inApp\":false}]}";
        assertThat(Api.put(cluster.pod(1), carol, "/api/preferences", muted).statusCode())
                .isEqualTo(200);
        // Then
        await().atMost(WITHIN).until(() -> stream.events("reset").size() == 1);
        long ad = Api.created(cluster.pod(1), carol, Api.forEverybody("ad.summer", "m"));
        long news = Api.created(cluster.pod(1), carol, Api.forEverybody("news", "m"));
        await().atMost(WITHIN).until(() -> stream.ids().contains(news));
        assertThat(stream.ids()).doesNotContain(ad);
        JsonNode list = Api.json(Api.get(cluster.pod(2), carol, "/api/notifications?limit=2"));
        assertThat(list.findValuesAsText("type")).doesNotContain("ad.summer");
    }

    @Test
    void nothingIsPromisedThatCannotBeStored() {
        // Given
        String token = TOKENS.token("ada", ORGANIZATION, List.of(), "jti-4");
        assertThat(post(1, "/api/users/nobody/disconnect", "{}").statusCode()).isEqualTo(204);
        // When
        lose(cluster.postgresLink(1));
        // Then
        assertThat(post(1, "/api/tokens/revoke", "{\"jti\":\"jti-4\"}").statusCode())
                .isEqualTo(503);
        assertThat(post(1, "/api/users/ada/disconnect", "{}").statusCode()).isEqualTo(503);
        // When
        cluster.heal();
        // Then
        assertThat(unread(token)).isEqualTo(200);
    }

    private static void lose(ChaosProxy link) {
        link.refuse();
        link.cutAll();
    }

    private static void endsAsExpired(SseStream stream) {
        await().atMost(WITHIN).until(() -> stream.ending().isPresent());
        assertThat(stream.events()).anyMatch(event -> event.data().contains("\"session-expired\""));
    }

    private SseStream connected(ExpressSession session) {
        return connected(SseRequest.stream(BreakableCluster.address(cluster.pod(2)), "?keepAlive=message")
                .withCookie(session.cookieHeader()));
    }

    private SseStream connected(String query, String token) {
        return connected(request(query, token));
    }

    private SseStream connected(SseRequest request) {
        SseStream stream = clients.openAnswered(request, Duration.ofSeconds(30));
        assertThat(stream.events().get(0).data()).startsWith("{\"type\":\"connected\"");
        return stream;
    }

    private SseStream open(String query, String token) {
        return clients.open(request(query, token));
    }

    private static SseRequest request(String query, String token) {
        SseRequest request = SseRequest.stream(BreakableCluster.address(cluster.pod(2)), query);
        return token == null ? request : request.withHeader("Authorization", "Bearer " + token);
    }

    /** Of pod 2, which gets no message. */
    private static int unread(String token) {
        Pod pod = cluster.pod(2);
        return Api.get(pod, NOBODY, "/api/notifications/unread", "Authorization", "Bearer " + token)
                .statusCode();
    }

    private static void revoke(String path, String body) {
        assertThat(post(1, path, body).statusCode()).isEqualTo(204);
    }

    private static HttpResponse<String> post(int pod, String path, String json) {
        return Api.post(cluster.pod(pod), NOBODY, path, json, "X-Api-Key", backend);
    }
}
