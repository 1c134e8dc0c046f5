package dev.carillon.stream;

import static org.awaitility.Awaitility.await;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.embedded.Pod;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.ReceivedEvent;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseStream;
import dev.carillon.testkit.StreamRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What tests of the protocol have in common: streams read from real sockets, and what is in them. */
abstract class StreamTestBase {
    static final String STREAM = "/api/notifications/stream";
    private static final Duration SOON = Duration.ofSeconds(10);

    final SseClients clients = new SseClients();

    @AfterEach
    void closeClients() {
        clients.close();
    }

    static StreamRequest request(Pod pod, Login login, String query) {
        StreamRequest request = StreamRequest.get(BreakableCluster.address(pod), STREAM + query);
        return login.cookie().isEmpty() ? request : request.withCookie(login.cookie());
    }

    /** Returns once the first message has come. */
    SseStream open(Pod pod, Login login, String query) {
        return open(request(pod, login, query));
    }

    SseStream open(StreamRequest request) {
        return clients.openAnswered(request, SOON);
    }

    static void awaitNotifications(SseStream stream, int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> ids(stream).size() >= count);
    }

    static void awaitEnd(SseStream stream, Duration limit) {
        await().atMost(limit).until(() -> stream.ending().isPresent());
    }

    static List<Long> ids(SseStream stream) {
        return messages(stream, "notification").stream()
                .map(event -> Api.json(event.data()).at("/data/id").asLong())
                .toList();
    }

    static List<ReceivedEvent> messages(SseStream stream, String type) {
        return stream.events().stream()
                .filter(event -> event.data().startsWith("{\"type\":\"" + type + "\""))
                .toList();
    }

    static String clientId(SseStream stream) {
        return Api.json(stream.events().get(0).data()).path("clientId").asText();
    }

    static boolean resumed(SseStream stream) {
        return Api.json(stream.events().get(0).data()).path("resumed").asBoolean();
    }

    static String reconnectReason(SseStream stream) {
        List<ReceivedEvent> farewells = messages(stream, "reconnect");
        return farewells.isEmpty()
                ? ""
                : Api.json(farewells.get(0).data()).path("reason").asText();
    }
}
