package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodSettings;
import dev.carillon.testkit.Command;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An ended session, a disconnected user and a revoked key lose their streams on all pods. */
@ExtendWith(WithCluster.class)
@Timeout(180)
class RevocationIT {
    private static final String STREAM = "/api/notifications/stream";

    /**
     * A second is promised, and four are allowed to a machine that runs four JVMs on two cores. Not more: after five,
     * pods that were told nothing would ask for the credential again by themselves.
     */
    private static final Duration AT_MOST = Duration.ofSeconds(4);

    private static final Login NOBODY = new Login("", "", "");
    private static final Map<String, String> KEYS = new ConcurrentHashMap<>();

    private final BreakableCluster cluster;
    private final SseClients clients = new SseClients();

    RevocationIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    /** Before the clock is started. */
    @BeforeEach
    void makeTheKey() {
        backend();
    }

    @AfterEach
    void closeClients() {
        clients.close();
    }

    @Test
    void endedSessionClosesItsStreamsOnAllPods() {
        // Given
        ExpressSession session = cluster.sessions().create("ada", "revoked");
        Login ada = new Login("revoked", "ada", session.cookieHeader());
        List<SseStream> open = onEveryPod(ada);
        SseStream other = connected(cluster.pod(2), cluster.login("revoked", "ada"), "");

        // When
        end("a session", open, () -> post("/api/sessions/revoke", "{\"sessionId\":\"" + session.sid() + "\"}"));

        // Then
        assertThat(other.ending()).isEmpty();
        for (Pod pod : cluster.pods()) {
            assertThat(Api.get(pod, ada, "/api/notifications/unread").statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void disconnectedUserLosesTheStreamsOnAllPods() {
        // Given
        List<SseStream> open = onEveryPod(cluster.login("revoked", "bob"));
        SseStream neighbour = connected(cluster.pod(3), cluster.login("revoked", "eve"), "");
        SseStream namesake = connected(cluster.pod(3), cluster.login("elsewhere", "bob"), "");

        // When
        end("a user", open, () -> post("/api/users/bob/disconnect", ""));

        // Then
        assertThat(neighbour.ending()).isEmpty();
        assertThat(namesake.ending()).isEmpty();
    }

    @Test
    void revokedKeyEndsTheStreamsItHasVouchedForOnAllPods() {
        // Given
        JsonNode key = Api.json(post("/api/api-keys", "{\"name\":\"leaked\",\"scopes\":[\"publish\",\"read\"]}"));
        String secret = key.path("key").asText();
        List<SseStream> open = cluster.pods().stream()
                .map(pod -> connected(pod, NOBODY, "?ticket=" + ticket(pod, secret)))
                .toList();

        // When
        end("an API key", open, () -> delete("/api/api-keys/" + key.path("id").asText()));

        // Then
        for (Pod pod : cluster.pods()) {
            HttpResponse<String> rejected = Api.create(pod, NOBODY, Api.forUser("ada", "m"), "X-Api-Key", secret);
            assertThat(rejected.statusCode()).isEqualTo(401);
        }
    }

    @Test
    void erasedUserIsInTheMemoryOfNoPod() {
        // Given
        Login carol = cluster.login("revoked", "carol");
        List<SseStream> open = onEveryPod(carol);
        String start = open.get(0).lastEventId();
        Api.created(cluster.pod(2), carol, Api.forUser("carol", "secret"));
        open.forEach(stream ->
                await().atMost(Duration.ofSeconds(30)).until(() -> stream.ids().size() == 1));

        // When
        HttpResponse<String> erased = delete("/api/users/carol/data");

        // Then
        assertThat(Api.json(erased).path("complete").asBoolean())
                .as(erased.body())
                .isTrue();
        List<SseStream> resumed = cluster.pods().stream()
                .map(pod -> connected(pod, carol, "?lastEventId=" + start))
                .toList();
        Api.created(cluster.pod(3), carol, Api.forUser("carol", "later"));
        for (SseStream stream : resumed) {
            await().atMost(Duration.ofSeconds(30)).until(() -> stream.ids().size() == 1);
            assertThat(stream.data()).contains("later").doesNotContain("secret");
        }
    }

    /** Prints how long it took from the request, sent to pod 1, until the last stream has ended here. */
    private static void end(String what, List<SseStream> open, Supplier<HttpResponse<String>> request) {
        long begin = System.nanoTime();
        assertThat(request.get().statusCode()).isEqualTo(204);
        await().atMost(AT_MOST)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> open.stream().allMatch(stream -> stream.ending().isPresent()));
        System.out.printf(
                "Ending %s: %d streams on %d pods in %d ms%n",
                what, open.size(), open.size(), (System.nanoTime() - begin) / 1_000_000);
        for (SseStream stream : open) {
            assertThat(stream.events()).anyMatch(event -> event.data().contains("\"session-expired\""));
        }
    }

    private List<SseStream> onEveryPod(Login login) {
        return cluster.pods().stream().map(pod -> connected(pod, login, "")).toList();
    }

    private SseStream connected(Pod pod, Login login, String query) {
        SseStream stream = clients.openAnswered(
                SseRequest.stream(BreakableCluster.address(pod), query).as(login), Duration.ofSeconds(30));
        assertThat(stream.events().get(0).data()).startsWith("{\"type\":\"connected\"");
        return stream;
    }

    private String ticket(Pod pod, String key) {
        HttpResponse<String> answer =
                Api.post(pod, NOBODY, "/api/stream-tickets", "{\"userId\":\"ada\"}", "X-Api-Key", key);
        assertThat(answer.statusCode()).isEqualTo(201);
        return Api.json(answer).path("ticket").asText();
    }

    private HttpResponse<String> delete(String path) {
        return Api.delete(cluster.pod(1), NOBODY, path, "X-Api-Key", backend());
    }

    private HttpResponse<String> post(String path, String json) {
        return Api.post(cluster.pod(1), NOBODY, path, json, "X-Api-Key", backend());
    }

    /** Made by the command, since nobody here may make API keys yet. */
    private String backend() {
        return KEYS.computeIfAbsent("revoked", organization -> {
            PodSettings settings = PodSettings.of("key-command");
            Command made =
                    KeyCommand.run(cluster.services(), settings.application(), Map.of(), organization, "backend");
            assertThat(made.status()).withFailMessage(made::errors).isZero();
            return made.output().strip();
        });
    }
}
