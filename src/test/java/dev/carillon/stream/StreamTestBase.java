package dev.carillon.stream;

import static org.awaitility.Awaitility.await;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.embedded.Pod;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.ReceivedEvent;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The base of protocol tests: streams read from real sockets, and their content. */
abstract class StreamTestBase {
    static final String STREAM = "/api/notifications/stream";
    private static final Duration SOON = Duration.ofSeconds(30);

    final SseClients clients = new SseClients();

    @AfterEach
    void closeClients() {
        clients.close();
    }

    static SseRequest request(Pod pod, Login login, String query) {
        return SseRequest.stream(BreakableCluster.address(pod), query).as(login);
    }

    /** Returns once the first message has come. */
    SseStream open(Pod pod, Login login, String query) {
        return open(request(pod, login, query));
    }

    SseStream open(SseRequest request) {
        return clients.openAnswered(request, SOON);
    }

    static void awaitNotifications(SseStream stream, int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> stream.ids().size() >= count);
    }

    static void awaitEnd(SseStream stream, Duration limit) {
        await().atMost(limit).until(() -> stream.ending().isPresent());
    }

    static String clientId(SseStream stream) {
        return stream.events().get(0).json().path("clientId").asText();
    }

    static boolean resumed(SseStream stream) {
        return stream.events().get(0).json().path("resumed").asBoolean();
    }

    static String reconnectReason(SseStream stream) {
        List<ReceivedEvent> farewells = stream.events("reconnect");
        return farewells.isEmpty() ? "" : farewells.get(0).json().path("reason").asText();
    }
}
