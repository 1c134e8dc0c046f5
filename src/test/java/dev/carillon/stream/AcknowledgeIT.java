package dev.carillon.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SseStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Acknowledgements and the end of sessions, on pods that are impatient about both. */
// Has a cluster of its own, and waits most of the time.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class AcknowledgeIT extends StreamTestBase {
    private static BreakableCluster cluster;

    @BeforeAll
    static void start() {
        cluster = BreakableCluster.start(
                BreakableCluster.quick("acknowledge-it")
                        .with("CARILLON_STREAM_KEEP_ALIVE", "1s")
                        .with("CARILLON_STREAM_ACK_TIMEOUT", "2s")
                        .with("CARILLON_SESSION_CACHE_FOR", "1s"),
                PostgresSettings.temporary(),
                2);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void clientResumesBehindWhatItHasAcknowledgedWithoutAPosition() {
        // Given
        Login login = cluster.login("ack", "u1");
        SseStream first = open(cluster.pod(1), login, "");
        String client = clientId(first);
        createThree(login);
        awaitNotifications(first, 3);
        acknowledge(
                cluster.pod(2),
                login,
                client,
                first.events("notification").get(1).id());
        // An older acknowledgement that arrives late takes nothing back.
        acknowledge(
                cluster.pod(1),
                login,
                client,
                first.events("notification").get(0).id());
        first.close();

        // When: another pod, no Last-Event-ID, as after a reload of the page.
        SseStream second = open(cluster.pod(2), login, "?clientId=" + client);

        // Then
        awaitNotifications(second, 1);
        assertEquals(List.of(3L), second.ids());
        assertEquals(client, clientId(second));
        assertTrue(resumed(second));
    }

    @Test
    void clientOfAnotherUserIsNotContinuedNorTakenFromIt() {
        // Given
        Login ada = cluster.login("ack-other", "ada");
        Login bob = cluster.login("ack-other", "bob");
        SseStream first = open(cluster.pod(1), ada, "");
        String client = clientId(first);
        long id = Api.created(cluster.pod(1), ada, Api.forUser("ada", "for ada"));
        awaitNotifications(first, 1);
        acknowledge(
                cluster.pod(1), ada, client, first.events("notification").get(0).id());

        // When
        SseStream thief = open(cluster.pod(2), bob, "?clientId=" + client);

        // Then
        assertFalse(resumed(thief));
        acknowledge(
                cluster.pod(1), bob, client, first.events("notification").get(0).id());
        Api.created(cluster.pod(1), ada, Api.forUser("ada", "for ada again"));
        SseStream back = open(cluster.pod(2), ada, "?clientId=" + client);
        awaitNotifications(back, 1);
        assertTrue(resumed(back));
        assertEquals(404, deliveries(bob, id).statusCode());
    }

    @Test
    void deliveriesTellWhoHasAcknowledged() {
        // Given
        Login login = cluster.login("ack-deliveries", "u1");
        SseStream one = open(cluster.pod(1), login, "?ack=required");
        SseStream other = open(cluster.pod(2), login, "?ack=required");
        long id = Api.created(cluster.pod(1), login, Api.forEverybody("m"));
        awaitNotifications(one, 1);
        awaitNotifications(other, 1);

        // When
        acknowledge(
                cluster.pod(2),
                login,
                clientId(one),
                one.events("notification").get(0).id());

        // Then
        JsonNode told = Api.json(deliveries(login, id));
        assertEquals(clientId(one), told.at("/acknowledged/0/clientId").asText());
        assertEquals(1, told.path("acknowledged").size());
        Awaitility.await("the client that has not acknowledged is listed")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertEquals(
                        clientId(other),
                        Api.json(deliveries(login, id))
                                .at("/pending/0/clientId")
                                .asText()));
    }

    @Test
    void clientThatMustAcknowledgeAndDoesNotIsCutOffAndGetsItAgain() {
        // Given
        Login login = cluster.login("ack-required", "u1");
        SseStream first = open(cluster.pod(1), login, "?ack=required");
        String client = clientId(first);
        createThree(login);
        awaitNotifications(first, 3);
        acknowledge(
                cluster.pod(1),
                login,
                client,
                first.events("notification").get(0).id());

        // When
        awaitEnd(first, Duration.ofSeconds(15));
        SseStream second = open(request(cluster.pod(2), login, "?ack=required&clientId=" + client)
                .after(first.lastEventId()));

        // Then
        assertEquals("ack_timeout", reconnectReason(first));
        awaitNotifications(second, 2);
        assertEquals(List.of(2L, 3L), second.ids());
    }

    @Test
    void clientThatAcknowledgesStaysConnected() {
        // Given
        Login login = cluster.login("ack-good", "u1");
        SseStream stream = open(cluster.pod(1), login, "?ack=required&keepAlive=message");
        Api.created(cluster.pod(2), login, Api.forEverybody("m"));
        awaitNotifications(stream, 1);

        // When
        acknowledge(
                cluster.pod(2),
                login,
                clientId(stream),
                stream.events("notification").get(0).id());

        // Then: for twice as long as the timeout.
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> stream.events("ping").size() >= 5);
        assertTrue(stream.ending().isEmpty());
    }

    @Test
    void clientThatNeedNotAcknowledgeStaysConnectedWithoutDoingSo() {
        // Given
        Login login = cluster.login("ack-optional", "u1");
        SseStream stream = open(cluster.pod(1), login, "?keepAlive=message");

        // When
        Api.created(cluster.pod(2), login, Api.forEverybody("m"));
        awaitNotifications(stream, 1);

        // Then: for twice as long as the timeout.
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> stream.events("ping").size() >= 5);
        assertTrue(stream.ending().isEmpty());
    }

    /** Logging out deletes the session's key in Redis. */
    @Test
    void logoutEndsTheStreamAndTheNextConnectIsRejected() {
        // Given
        ExpressSession session = cluster.sessions().create("u1", "logout");
        Login login = new Login("logout", "u1", session.cookieHeader());
        SseStream stream = open(cluster.pod(1), login, "");

        // When
        cluster.sessions().destroy(session.sid());

        // Then
        awaitEnd(stream, Duration.ofSeconds(10));
        assertEquals(1, stream.events("session-expired").size());
        HttpResponse<String> rejected = Api.get(cluster.pod(1), login, STREAM);
        assertEquals(401, rejected.statusCode());
        assertEquals("{\"error\":\"Unauthorized\"}", rejected.body());
    }

    @Test
    void expiryEndsTheStreamAndTheNextConnectIsRejected() {
        // Given
        ExpressSession session = cluster.sessions().create("u1", "expiry", Duration.ofSeconds(3));
        Login login = new Login("expiry", "u1", session.cookieHeader());

        // When
        SseStream stream = open(cluster.pod(1), login, "");

        // Then
        awaitEnd(stream, Duration.ofSeconds(15));
        assertEquals(1, stream.events("session-expired").size());
        assertEquals(401, Api.get(cluster.pod(1), login, STREAM).statusCode());
    }

    private static void createThree(Login login) {
        for (int i = 0; i < 3; i++) {
            Api.created(cluster.pod(1 + i % 2), login, Api.forEverybody("m" + i));
        }
    }

    private static void acknowledge(Pod pod, Login login, String client, String position) {
        HttpResponse<String> answer = post(pod, login, client, position);
        assertEquals(204, answer.statusCode(), answer::body);
    }

    private static HttpResponse<String> post(Pod pod, Login login, String client, String position) {
        String body = "{\"clientId\":\"" + client + "\",\"id\":\"" + position + "\"}";
        return Api.post(pod, login, "/api/notifications/ack", body);
    }

    private static HttpResponse<String> deliveries(Login login, long id) {
        return Api.get(cluster.pod(1), login, "/api/notifications/" + id + "/deliveries");
    }
}
