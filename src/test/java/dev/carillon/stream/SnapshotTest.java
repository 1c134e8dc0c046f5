package dev.carillon.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.ReceivedEvent;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class SnapshotTest {

    @Inject
    Credentials credentials;

    @TestHTTPResource
    URL pod;

    private final SseClients clients = new SseClients();
    private final String organization = Credentials.newOrganization();
    private Login login;
    private ApiClient ada;

    @BeforeEach
    void signIn() {
        login = credentials.login(organization, "ada");
        ada = ApiClient.withCookie(login.cookie());
    }

    @AfterEach
    void close() {
        clients.close();
    }

    @Test
    void aStreamBeginsWithTheNewestAndTheCount() {
        // Given
        ada.created("a", "");
        ada.created("b", "");
        ada.created("c", "");

        // When
        SseStream stream = open("?snapshot=2");
        await().until(() -> stream.events().size() >= 2);

        // Then
        JsonObject connected = json(stream.events().get(0));
        JsonObject snapshot = json(stream.events().get(1));
        assertThat(connected.getString("type")).isEqualTo("connected");
        assertThat(connected.getBoolean("resumed")).isFalse();
        assertThat(connected.getString("caller")).isEqualTo(organization + "/ada");
        String counted = ada.get("/unread").extract().path("caller");
        assertThat(counted).isEqualTo(connected.getString("caller"));
        assertThat(stream.events().get(0).id()).endsWith("-3");
        assertThat(snapshot.getString("type")).isEqualTo("snapshot");
        assertThat(snapshot.getLong("unread")).isEqualTo(3);
        assertThat(ids(snapshot)).containsExactly(3L, 2L);
    }

    @Test
    void snapshotAndStreamTogetherMissNothingAndRepeatNothing() {
        // Given
        int creates = 60;
        CompletableFuture<Void> creating = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < creates; i++) {
                ada.created("n" + i, "");
            }
        });

        // When
        List<SseStream> streams = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            SseStream stream = open("?snapshot=100");
            await().until(() -> stream.events().size() >= 2);
            streams.add(stream);
        }
        creating.join();

        // Then
        long[] all = LongStream.rangeClosed(1, creates).toArray();
        for (SseStream stream : streams) {
            await().untilAsserted(() -> assertThat(shown(stream)).containsExactlyInAnyOrder(box(all)));
        }
    }

    @Test
    void resumingClientGetsTheCountAndTheMissedNotifications() {
        // Given
        SseStream before = open("");
        await().until(() -> before.events().size() == 1);
        String position = before.events().get(0).id();
        before.close();
        ada.created("a", "");

        // When
        SseStream stream = open("?snapshot=5&lastEventId=" + position);
        await().until(() -> stream.events().size() >= 3);

        // Then
        assertThat(json(stream.events().get(0)).getBoolean("resumed")).isTrue();
        assertThat(json(stream.events().get(1)).getLong("unread")).isEqualTo(1);
        assertThat(json(stream.events().get(2)).getString("type")).isEqualTo("notification");
    }

    @Test
    void everyTabIsToldTheNewCountOnce() {
        // Given
        long id = ada.created("a", "");
        List<SseStream> tabs = List.of(open(""), open(""), open(""));
        tabs.forEach(tab -> await().until(() -> tab.events().size() == 1));

        // When
        ada.patch(id, "{\"isRead\":true}").statusCode(200);
        ada.created("b", "");

        // Then
        for (SseStream tab : tabs) {
            await().until(() -> tab.events().size() >= 3);
            JsonObject told = json(tab.events().get(1));
            assertThat(told.getString("type")).isEqualTo("inbox");
            assertThat(told.getLong("unread")).isZero();
            assertThat(told.getJsonArray("read")).containsExactly((int) id);
            assertThat(told.getLong("version")).isPositive();
            assertThat(json(tab.events().get(2)).getString("type")).isEqualTo("notification");
        }
    }

    private SseStream open(String query) {
        InetSocketAddress address = new InetSocketAddress(pod.getHost(), pod.getPort());
        return clients.open(SseRequest.stream(address, query).withCookie(login.cookie()));
    }

    private static JsonObject json(ReceivedEvent event) {
        return new JsonObject(event.data());
    }

    /** Everything that the stream has shown in one way or the other. */
    private static List<Long> shown(SseStream stream) {
        List<Long> ids = new ArrayList<>(ids(json(stream.events().get(1))));
        stream.events().stream()
                .map(SnapshotTest::json)
                .filter(message -> message.getString("type").equals("notification"))
                .forEach(message -> ids.add(message.getJsonObject("data").getLong("id")));
        return ids;
    }

    private static List<Long> ids(JsonObject snapshot) {
        JsonArray notifications = snapshot.getJsonArray("notifications");
        return notifications.stream()
                .map(notification -> ((JsonObject) notification).getLong("id"))
                .toList();
    }

    private static Long[] box(long[] values) {
        return LongStream.of(values).boxed().toArray(Long[]::new);
    }
}
