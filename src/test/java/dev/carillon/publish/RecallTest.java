package dev.carillon.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.ReceivedEvent;
import dev.carillon.testkit.Sql;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.net.URL;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class RecallTest {

    private static final String TO_ALL = ",\"audience\":\"organization\"";
    private static final String NEW = "{\"title\":\"new\",\"message\":\"text\"}";

    @Inject
    Credentials credentials;

    @TestHTTPResource
    URL pod;

    private final SseClients clients = new SseClients();
    private String organization;
    private ApiClient ada;
    private ApiClient eve;
    private ApiClient backend;

    @BeforeEach
    void signIn() {
        organization = Credentials.newOrganization();
        ada = credentials.user("ada", organization);
        eve = credentials.user("eve", organization);
        backend = credentials.backend(organization);
    }

    @AfterEach
    void close() {
        clients.close();
    }

    @Test
    void recalledNotificationIsInNoListCountOrTable() {
        // Given
        long id = backend.created("secret", TO_ALL + ",\"data\":{\"a\":\"secret\"},\"actionUrl\":\"/secret\"");
        long other = backend.created("stays", TO_ALL);
        ada.patch(id, "{\"isArchived\":true}").statusCode(200);
        long version = eve.version();

        // When
        backend.post("/" + id + "/recall", "")
                .statusCode(200)
                .body("id", equalTo((int) other + 1))
                .body("notificationId", equalTo((int) id))
                .body("createdAt", notNullValue());

        // Then
        assertThat(eve.ids("")).containsExactly(other);
        assertThat(eve.ids("?unread=true")).containsExactly(other);
        assertThat(ada.ids("?archived=true")).isEmpty();
        assertThat(eve.unread()).isEqualTo(1);
        assertThat(eve.version()).isGreaterThan(version);
        eve.get("/" + id).statusCode(404);
        eve.get("/" + (other + 1)).statusCode(404);
        eve.patch(id, "{\"isRead\":true}").statusCode(404);
        assertThat(Sql.ofOwner().list("select n::text from notification n where organization_id = ?", organization))
                .hasSize(3)
                .noneMatch(row -> row.contains("secret"));
    }

    @Test
    void updatedNotificationHasItsNewTextAndStaysAsReadAsItWas() {
        // Given
        long id = backend.created("old", TO_ALL + ",\"data\":{\"a\":1},\"collapseKey\":\"k\"");
        ada.patch(id, "{\"isRead\":true}").statusCode(200).body("updatedAt", nullValue());

        // When
        backend.post("/" + id + "/update", NEW).statusCode(200);

        // Then
        ada.get("/" + id)
                .body("title", equalTo("new"))
                .body("message", equalTo("text"))
                .body("data", nullValue())
                .body("collapseKey", equalTo("k"))
                .body("isRead", equalTo(true))
                .body("updatedAt", notNullValue());
        assertThat(ada.ids("")).containsExactly(id);
        assertThat(eve.unread()).isEqualTo(1);
        assertThat(Sql.ofOwner().list("select n::text from notification n where organization_id = ?", organization))
                .noneMatch(row -> row.contains("old"));
    }

    @Test
    void openStreamsAreToldInOrder() {
        // Given
        SseStream stream = open(ada, "");
        await().until(() -> stream.events().size() == 1);
        long first = backend.created("a", TO_ALL);
        long second = backend.created("b", TO_ALL);

        // When
        backend.post("/" + first + "/update", NEW).statusCode(200);
        backend.post("/" + second + "/recall", "").statusCode(200);

        // Then
        await().until(() -> stream.events().size() == 5);
        List<ReceivedEvent> events = stream.events().subList(1, 5);
        assertThat(events)
                .extracting(event -> event.json().path("type").asText())
                .containsExactly("notification", "notification", "update", "recall");
        JsonNode update = events.get(2).json().path("data");
        assertThat(update.path("id").asLong()).isEqualTo(first);
        assertThat(update.path("title").asText()).isEqualTo("new");
        assertThat(events.get(3).json().at("/data/id").asLong()).isEqualTo(second);
        assertThat(events).extracting(ReceivedEvent::id).doesNotHaveDuplicates();
        assertThat(events.get(3).id()).endsWith("-" + (second + 2));
    }

    @Test
    void resumingStreamsAndSnapshotsHaveNothingOfTheOldText() {
        // Given
        SseStream before = open(ada, "");
        await().until(() -> before.events().size() == 1);
        long recalled = backend.created("secret", TO_ALL);
        long updated = backend.created("secret", TO_ALL);
        long stays = backend.created("stays", TO_ALL);
        await().until(() -> before.events().size() == 4);
        String start = before.events().get(0).id();
        String behind = before.events().get(3).id();

        // When
        backend.post("/" + recalled + "/recall", "").statusCode(200);
        backend.post("/" + updated + "/update", NEW).statusCode(200);

        // Then
        SseStream fromBefore = open(ada, "?lastEventId=" + start);
        SseStream fromAfter = open(ada, "?lastEventId=" + behind);
        SseStream fresh = open(ada, "?snapshot=10");
        await().until(() -> fromBefore.events().size() >= 5
                && fromAfter.events().size() >= 3
                && fresh.events().size() >= 2);
        assertThat(types(fromBefore)).containsExactly("connected", "notification", "notification", "recall", "update");
        assertThat(types(fromAfter)).containsExactly("connected", "recall", "update");
        assertThat(fromBefore.events().get(1).json().at("/data/title").asText()).isEqualTo("new");
        JsonNode snapshot = fresh.events().get(1).json();
        assertThat(snapshot.path("unread").asInt()).isEqualTo(2);
        assertThat(snapshot.path("notifications").findValuesAsText("id"))
                .containsExactly(Long.toString(stays), Long.toString(updated));
        for (SseStream stream : List.of(fromBefore, fromAfter, fresh)) {
            assertThat(stream.data()).doesNotContain("secret");
        }
    }

    @Test
    void pollsHaveChangesInOrderAndNothingOfTheOldText() {
        // Given
        String start = ada.get("/poll").statusCode(200).extract().path("cursor");
        long updated = backend.created("secret", TO_ALL);
        long recalled = backend.created("secret", TO_ALL);
        backend.post("/" + updated + "/update", NEW).statusCode(200);
        backend.post("/" + recalled + "/recall", "").statusCode(200);

        // When
        String query = "/poll?wait=0&after=" + start;
        ValidatableResponse object = ada.get(query);
        String lines =
                ada.and("Accept", "application/x-ndjson").get(query).extract().asString();

        // Then
        object.body("messages.type", contains("notification", "update", "recall"))
                .body("messages.data.id", contains((int) updated, (int) updated, (int) recalled));
        assertThat(lines.lines().map(line -> line.replaceAll(".*?\"type\":\"(\\w+)\".*", "$1")))
                .containsExactly("notification", "update", "recall", "position");
        assertThat(object.extract().asString() + lines).doesNotContain("secret").contains("\"message\":\"text\"");
    }

    @Test
    void nobodyElseHearsOfIt() {
        // Given
        SseStream hers = open(eve, "");
        await().until(() -> hers.events().size() == 1);
        long id = backend.created("for ada", ",\"userId\":\"ada\"");

        // When
        backend.post("/" + id + "/update", NEW).statusCode(200);
        backend.post("/" + id + "/recall", "").statusCode(200);
        backend.created("for all", TO_ALL);

        // Then
        await().until(() -> hers.events().size() == 2);
        assertThat(types(hers)).containsExactly("connected", "notification");
    }

    @Test
    void streamsFilterChangesByTheTypeOfTheirNotification() {
        // Given
        SseStream others = open(ada, "?types=other");
        SseStream tests = open(ada, "?types=test");
        await().until(() -> others.events().size() == 1 && tests.events().size() == 1);
        long id = backend.created("a", TO_ALL);

        // When
        backend.post("/" + id + "/recall", "").statusCode(200);
        backend.post("", "{\"type\":\"other\",\"title\":\"t\",\"message\":\"m\"" + TO_ALL + "}")
                .statusCode(201);

        // Then
        await().until(() -> others.events().size() == 2 && tests.events().size() == 3);
        assertThat(types(others)).containsExactly("connected", "notification");
        assertThat(types(tests)).containsExactly("connected", "notification", "recall");
    }

    @Test
    void usersMayChangeWhatTheyHaveCreatedAndKeysAndAdministratorsEverything() {
        // Given
        long adas = ada.created("a", TO_ALL);
        long second = ada.created("b", TO_ALL);
        long third = backend.created("c", TO_ALL);
        long fourth = backend.created("d", TO_ALL);
        ApiClient stranger = credentials.backend(Credentials.newOrganization());

        // Then
        eve.post("/" + adas + "/recall", "").statusCode(404);
        eve.post("/" + adas + "/update", NEW).statusCode(404);
        ada.post("/" + third + "/recall", "").statusCode(404);
        stranger.post("/" + third + "/recall", "").statusCode(404);
        assertThat(eve.ids("")).containsExactly(fourth, third, second, adas);
        ada.post("/" + adas + "/update", NEW).statusCode(200);
        ada.post("/" + adas + "/recall", "").statusCode(200);
        backend.post("/" + second + "/recall", "").statusCode(200);
        credentials.admin(organization).post("/" + third + "/recall", "").statusCode(200);
        credentials.backend(organization).post("/" + fourth + "/update", NEW).statusCode(200);
        assertThat(eve.ids("")).containsExactly(fourth);
    }

    @Test
    void repeatedRequestsChangeOnce() {
        // Given
        long id = backend.created("a", TO_ALL);
        ApiClient keyed = backend.and("Idempotency-Key", "k-" + organization);

        // When
        int first = keyed.post("/" + id + "/update", NEW).extract().path("id");
        int again = keyed.post("/" + id + "/update", NEW)
                .header("Idempotency-Replayed", "true")
                .extract()
                .path("id");
        keyed.post("/" + id + "/update", "{\"title\":\"x\",\"message\":\"text\"}")
                .statusCode(409)
                .body("code", equalTo("key_reused"));
        keyed.post("/" + id + "/recall", "").statusCode(409);
        int recalled = backend.post("/" + id + "/recall", "").extract().path("id");

        // Then
        assertThat(again).isEqualTo(first);
        backend.post("/" + id + "/recall", "").statusCode(200).body("id", equalTo(recalled));
        backend.post("/" + id + "/update", NEW).statusCode(409).body("code", equalTo("recalled"));
        backend.post("/" + (recalled + 1) + "/recall", "").statusCode(404);
        backend.post("/" + recalled + "/recall", "").statusCode(404);
    }

    @Test
    void badTextsAreRejectedAndChangeNothing() {
        // Given
        long id = backend.created("a", TO_ALL);

        // Then
        backend.post("/" + id + "/update", "{\"message\":\"m\"}")
                .statusCode(400)
                .body("errors[0].field", equalTo("title"));
        backend.post("/" + id + "/update", "{\"title\":\"t\",\"message\":\"m\",\"actionUrl\":\"javascript:1\"}")
                .statusCode(400)
                .body("errors[0].field", equalTo("actionUrl"));
        backend.post("/" + id + "/update", "{\"title\":\"t\",\"message\":\"m\",\"type\":\"x\"}")
                .statusCode(400);
        backend.post("/" + id + "/update", Map.of("title", "t", "message", "m".repeat(16_385)))
                .statusCode(400);
        eve.get("/" + id).body("title", equalTo("a"));
    }

    @Test
    void replacedNotificationDoesNotComeBackWhenItsSuccessorIsRecalled() {
        // Given
        backend.created("50 %", TO_ALL + ",\"collapseKey\":\"upload\"");
        long newest = backend.created("100 %", TO_ALL + ",\"collapseKey\":\"upload\"");

        // When
        backend.post("/" + newest + "/recall", "").statusCode(200);

        // Then
        assertThat(eve.ids("")).isEmpty();
        assertThat(eve.unread()).isZero();
    }

    @Test
    void repeatedCreateOfARecalledNotificationHasNoText() {
        // Given
        ApiClient keyed = backend.and("Idempotency-Key", "c-" + organization);
        long id = keyed.created("secret", TO_ALL);
        backend.post("/" + id + "/recall", "").statusCode(200);

        // When
        String again = keyed.post("", "{\"type\":\"test\",\"title\":\"secret\",\"message\":\"m\"" + TO_ALL + "}")
                .statusCode(201)
                .header("Idempotency-Replayed", "true")
                .body("id", equalTo((int) id))
                .body("isRecalled", equalTo(true))
                .extract()
                .asString();

        // Then
        assertThat(again).doesNotContain("secret");
    }

    @Test
    void deliveriesOfARecallTellWhoHasIt() {
        // Given
        SseStream stream = open(ada, "?clientId=tab-1");
        await().until(() -> stream.events().size() == 1);
        ada.post(
                        "/ack",
                        Map.of("clientId", "tab-1", "id", stream.events().get(0).id()))
                .statusCode(204);
        long id = backend.created("a", TO_ALL);
        int entry = backend.post("/" + id + "/recall", "").extract().path("id");
        await().until(() -> stream.events().size() == 3);

        // When
        ada.post(
                        "/ack",
                        Map.of("clientId", "tab-1", "id", stream.events().get(2).id()))
                .statusCode(204);

        // Then
        backend.get("/" + entry + "/deliveries").statusCode(200).body("acknowledged[0].clientId", equalTo("tab-1"));
    }

    private SseStream open(ApiClient user, String query) {
        InetSocketAddress address = new InetSocketAddress(pod.getHost(), pod.getPort());
        return clients.open(
                SseRequest.stream(address, query).withCookie(user.headers().get("Cookie")));
    }

    private static List<String> types(SseStream stream) {
        return stream.events().stream()
                .map(event -> event.json().path("type").asText())
                .toList();
    }
}
