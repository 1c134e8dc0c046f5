package dev.carillon.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.fanout.DisconnectReason;
import dev.carillon.fanout.ResetReason;
import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.ProtocolDocument;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.URL;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages of a stream have the fields that {@code docs/protocol.md} lists, no more and no less. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class StreamMessagesTest {

    private static final Instant NOW = Instant.parse("2026-11-29T18:00:00Z");

    @Inject
    Credentials credentials;

    @TestHTTPResource
    URL pod;

    private final ProtocolDocument document = ProtocolDocument.read();
    private final SseClients clients = new SseClients();

    @AfterEach
    void close() {
        clients.close();
    }

    @Test
    void everyMessageOfAStreamHasItsDocumentedFields() {
        // Given
        ApiClient ada = credentials.user("ada", Credentials.newOrganization());
        SseStream stream = open(ada, "?snapshot=5");
        await().until(() -> stream.events().size() >= 2);

        // When
        long id = ada.created(
                "all",
                ",\"actionUrl\":\"/a\",\"data\":{\"k\":1},\"expiresAt\":\"2027-01-01T00:00:00Z\",\"collapseKey\":\"k\",\"audience\":\"organization\"");
        ada.patch(id, "{\"isRead\":true}").statusCode(200);
        ada.patch(id, "{\"isRead\":false}").statusCode(200);
        ada.patch(id, "{\"isArchived\":true}").statusCode(200);
        ada.patch(id, "{\"isArchived\":false}").statusCode(200);
        ada.post("/read", "{\"through\":" + id + "}").statusCode(200);
        ada.post(
                        "/" + id + "/update",
                        "{\"title\":\"new\",\"message\":\"new\",\"actionUrl\":\"/a\",\"data\":{\"k\":1}}")
                .statusCode(200);
        ada.delete(id).statusCode(204);
        ada.post("/" + id + "/recall", "").statusCode(200);
        await().until(() ->
                stream.events().stream().anyMatch(event -> event.data().contains("\"recall\"")));
        ada.request()
                .body("{\"version\":0,\"types\":[{\"type\":\"x\",\"inApp\":false}]}")
                .put("/api/preferences")
                .then()
                .statusCode(200);
        await().until(() -> stream.events("reset").size() == 1);
        SseStream lost = open(ada, "?lastEventId=nonsense");
        await().until(() ->
                lost.events().stream().anyMatch(event -> event.data().contains("\"reset\"")));

        // Then
        Map<String, Set<String>> sent = new TreeMap<>();
        Stream.concat(stream.events().stream(), lost.events().stream())
                .map(event -> new JsonObject(event.data()))
                .forEach(message -> note(sent, message));
        assertThat(sent)
                .containsOnlyKeys("connected", "snapshot", "notification", "update", "recall", "inbox", "reset");
        sent.forEach(this::isDocumented);
        List<String> all = document.fields("Notification").stream()
                .filter(field -> !Set.of("isArchived", "isSeen").contains(field))
                .toList();
        assertThat(data(stream, "update").fieldNames()).containsExactlyInAnyOrderElementsOf(all);
        assertThat(data(stream, "notification").fieldNames())
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().filter(field -> !field.equals("updatedAt")).toList());
        assertThat(data(stream, "recall").fieldNames()).containsExactly("id");
    }

    @Test
    void everyMessageThatEndsAStreamOrKeepsItAliveHasItsDocumentedFields() {
        // Given
        Map<String, Set<String>> sent = new TreeMap<>();

        // When
        for (byte[] message : new byte[][] {
            StreamMessage.reconnect(NOW, "drain"), StreamMessage.sessionExpired(NOW), StreamMessage.ping(NOW)
        }) {
            note(sent, new JsonObject(Buffer.buffer(message)));
        }

        // Then
        assertThat(sent).containsOnlyKeys("reconnect", "session-expired", "ping");
        sent.forEach(this::isDocumented);
    }

    /** Those of the inbox and of notifications are made elsewhere; a kind that is added here needs a section, too. */
    @Test
    void theDocumentHasASectionForEachKindOfMessage() {
        // When
        Set<String> made = Stream.of(StreamMessage.class.getDeclaredMethods())
                .filter(method -> !method.isSynthetic() && method.getReturnType() == byte[].class)
                .map(Method::getName)
                .collect(Collectors.toSet());

        // Then
        assertThat(made)
                .containsExactlyInAnyOrder(
                        "connected", "reset", "reconnect", "sessionExpired", "ping", "preferences", "json");
        assertThat(document.messages())
                .containsExactlyInAnyOrder(
                        "connected",
                        "notification",
                        "recall",
                        "update",
                        "snapshot",
                        "inbox",
                        "reset",
                        "reconnect",
                        "session-expired",
                        "ping",
                        "cluster");
    }

    @Test
    void everyReasonIsDocumented() {
        // Given
        Stream<String> turnedAway = Stream.of(RejectReason.values()).map(RejectReason::label);
        Stream<String> ended = Stream.of(
                        DisconnectReason.DRAIN,
                        DisconnectReason.MAX_AGE,
                        DisconnectReason.ACK_TIMEOUT,
                        DisconnectReason.TOO_MANY_STREAMS)
                .map(DisconnectReason::label);

        // Then
        assertThat(Stream.concat(turnedAway, ended))
                .allSatisfy(reason -> assertThat(document.message("reconnect")).contains("`" + reason + "`:"));
        assertThat(Stream.of(ResetReason.values()).map(ResetReason::label))
                .allSatisfy(reason -> assertThat(document.message("reset")).contains("`" + reason + "`:"));
    }

    private void isDocumented(String type, Set<String> fields) {
        assertThat(document.messageFields(type)).as(type).containsExactlyInAnyOrderElementsOf(fields);
    }

    private static void note(Map<String, Set<String>> sent, JsonObject message) {
        sent.computeIfAbsent(message.getString("type"), type -> new TreeSet<>()).addAll(message.fieldNames());
    }

    private static JsonObject data(SseStream stream, String type) {
        return stream.events().stream()
                .map(event -> new JsonObject(event.data()))
                .filter(message -> message.getString("type").equals(type))
                .map(message -> message.getJsonObject("data"))
                .findFirst()
                .orElseThrow();
    }

    private SseStream open(ApiClient user, String query) {
        InetSocketAddress address = new InetSocketAddress(pod.getHost(), pod.getPort());
        return clients.open(
                SseRequest.stream(address, query).withCookie(user.headers().get("Cookie")));
    }
}
