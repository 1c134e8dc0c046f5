package dev.carillon.courier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Receiver;
import dev.carillon.testkit.Receiver.Received;
import dev.carillon.testkit.Sql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real receivers on this machine. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class WebhooksTest {

    private static final String CREATED = "notification.created";
    private static final String WEBHOOKS = "/api/webhooks";

    @Inject
    Credentials credentials;

    private final Receiver receiver = new Receiver();
    private String organization;
    private ApiClient backend;
    private ApiClient ada;

    @BeforeEach
    void signIn() {
        organization = Credentials.newOrganization();
        backend = credentials.backend(organization);
        ada = credentials.user("ada", organization);
    }

    /** Otherwise the pod goes on sending what waits to a receiver that has gone. */
    @AfterEach
    void close() {
        receiver.close();
        Sql.ofOwner().run("delete from webhook_endpoint where organization_id = ?", organization);
    }

    @Test
    void eventIsACloudEventWithASignatureOfStandardWebhooks() throws Exception {
        // Given
        JsonPath endpoint = endpoint(receiver, CREATED);
        String secret = endpoint.getString("secret");

        // When
        long id = backend.created("Zahlung bestätigt ✓", ",\"userId\":\"ada\",\"data\":{\"a\":[1,{}]}");

        // Then
        Received event = only(CREATED);
        verify(secret, event);
        assertThat(event.headers().get("Content-type")).containsExactly("application/cloudevents+json");
        assertThat(event.json().getString("id")).isEqualTo(event.id());
        assertThat(event.json().getString("specversion")).isEqualTo("1.0");
        assertThat(event.json().getString("source")).isEqualTo("/organizations/" + organization);
        assertThat(event.json().getString("subject")).isEqualTo(String.valueOf(id));
        assertThat(event.data().getString("userId")).isEqualTo("ada");
        assertThat(event.data().getJsonObject("notification").getLong("id")).isEqualTo(id);
        assertThat(event.title()).isEqualTo("Zahlung bestätigt ✓");
        assertThat(event.body()).contains("\"data\":{\"a\":[1,{}]}");
    }

    @Test
    void endpointGetsOnlyItsEventsAndTypes() {
        // Given
        endpoint(receiver, Map.of("events", List.of(CREATED), "types", List.of("pay_*", "exact")));

        // When
        for (String type : List.of("pay_ok", "payXok", "exact", "exactly", "other")) {
            backend.created(Map.of("type", type, "title", type, "userId", "ada"));
        }
        backend.created(Map.of("type", "exact", "title", "for all", "audience", "organization"));

        // Then
        await().until(() -> receiver.received().size() == 3);
        assertThat(receiver.received())
                .extracting(Received::title)
                .containsExactlyInAnyOrder("pay_ok", "exact", "for all");
        assertThat(waiting()).isZero();
    }

    @Test
    void eventsAboutOneUserComeOneByOneAndInOrder() {
        // Given a receiver that fails now and then
        endpoint(receiver, CREATED);
        Map<String, Integer> tries = new HashMap<>();
        receiver.answer(request -> {
            synchronized (tries) {
                return tries.merge(request.id(), 1, Integer::sum) == 1
                                && request.title().endsWith("3")
                        ? 500
                        : 204;
            }
        });

        // When
        for (int i = 0; i < 10; i++) {
            backend.created("ada " + i, ",\"userId\":\"ada\"");
            backend.created("eve " + i, ",\"userId\":\"eve\"");
        }

        // Then
        await().until(() -> receiver.received().size() == 22);
        for (String user : List.of("ada", "eve")) {
            List<String> titles = receiver.received().stream()
                    .filter(one -> user.equals(one.data().getString("userId")))
                    .map(Received::title)
                    .toList();
            List<String> expected = new ArrayList<>(
                    IntStream.range(0, 10).mapToObj(i -> user + " " + i).toList());
            expected.add(3, user + " 3");
            assertThat(titles).isEqualTo(expected);
        }
    }

    @Test
    void recallAndUpdateAreEventsAndWhatWasRecalledIsNotSent() {
        // Given
        JsonPath endpoint = endpoint(receiver, CREATED, "notification.updated", "notification.recalled");
        change(endpoint, Map.of("enabled", false)).statusCode(200).body("enabled", equalTo(false));
        backend.created("while it was disabled", ",\"userId\":\"ada\"");
        change(endpoint, Map.of("enabled", true)).statusCode(200).body("enabled", equalTo(true));
        CountDownLatch blocked = new CountDownLatch(1);
        receiver.answer(request -> wait(blocked));
        long first = backend.created("first", ",\"userId\":\"ada\"");
        await().until(() -> receiver.received().size() == 1);
        long second = backend.created("second", ",\"userId\":\"ada\"");
        long third = backend.created("third", ",\"userId\":\"ada\"");

        // When
        backend.post("/" + second + "/recall", "{}").statusCode(200);
        backend.post("/" + third + "/update", "{\"title\":\"new\",\"message\":\"m\"}")
                .statusCode(200);
        blocked.countDown();

        // Then
        await().until(() -> receiver.received().size() == 4);
        assertThat(receiver.received())
                .extracting(Received::event)
                .containsExactly(CREATED, CREATED, "notification.recalled", "notification.updated");
        assertThat(receiver.received(CREATED)).extracting(Received::title).containsExactly("first", "new");
        assertThat(receiver.received("notification.recalled").get(0).data().getLong("id"))
                .isEqualTo(second);
        assertThat(receiver.received("notification.updated").get(0).title()).isEqualTo("new");
        assertThat(first).isLessThan(second);
        await().untilAsserted(() -> assertThat(
                        deliveries(endpoint, "?state=dropped").getList("deliveries.reason", String.class))
                .containsExactly("recalled"));
    }

    @Test
    void stepsOfAReaderAreEvents() {
        // Given
        endpoint(receiver, "notification.delivered", "notification.seen", "notification.read");
        long first = backend.created("first", ",\"userId\":\"ada\"");
        long second = backend.created("second", ",\"userId\":\"ada\"");

        // When
        ada.patch(first, "{\"isRead\":true}").statusCode(200);
        ada.post("/seen", "{\"through\":" + second + "}").statusCode(200);
        ada.post("/seen", "{\"through\":" + second + "}").statusCode(200);
        ada.post("/read", "{\"through\":" + second + "}").statusCode(200);

        // Then
        await().until(() -> receiver.received().size() == 3);
        assertThat(receiver.received("notification.read").get(0).data().getMap())
                .isEqualTo(Map.of("userId", "ada", "id", (int) first));
        assertThat(receiver.received("notification.seen")).hasSize(1);
        assertThat(receiver.received("notification.seen").get(0).data().getLong("through"))
                .isEqualTo(second);
        assertThat(receiver.received("notification.read").get(1).data().getLong("through"))
                .isEqualTo(second);
        assertThat(waiting()).isZero();
    }

    @Test
    void notificationThatNobodyHasSeenIsHandedOver() {
        // Given
        JsonPath endpoint = endpoint(receiver, "notification.due");
        backend.request().get("/api/handover").then().statusCode(200).body("rules", hasSize(0));
        rules(List.of(Map.of("types", "pay.*", "afterSeconds", 1), Map.of("types", "*")))
                .statusCode(200)
                .body("rules[0].types", equalTo("pay.*"))
                .body("rules[0].afterSeconds", equalTo(1));

        // When
        long unseen = backend.created(Map.of("type", "pay.late", "title", "unseen", "userId", "ada"));
        backend.created(Map.of("type", "other", "title", "never", "userId", "ada"));
        long seen = backend.created(Map.of("type", "pay.late", "title", "seen", "userId", "eve"));
        credentials
                .user("eve", organization)
                .post("/seen", "{\"through\":" + seen + "}")
                .statusCode(200);

        // Then
        await().untilAsserted(
                        () -> assertThat(deliveries(endpoint, "?state=dropped").getList("deliveries.reason"))
                                .containsExactly("seen"));
        await().until(() -> receiver.received().size() == 1);
        assertThat(receiver.received("notification.due").get(0).title()).isEqualTo("unseen");
        assertThat(receiver.received("notification.due").get(0).json().getString("subject"))
                .isEqualTo(String.valueOf(unseen));
    }

    @Test
    void badRuleIsRejectedWithItsFieldAndChangesNothing() {
        // Given
        rules(List.of(Map.of("types", "pay.*", "afterSeconds", 1))).statusCode(200);

        // Then
        rules(List.of(Map.of("types", "a b"))).statusCode(400).body("errors[0].field", equalTo("rules[0].types"));
        rules(List.of(Map.of("types", "a", "afterSeconds", -1)))
                .statusCode(400)
                .body("errors[0].field", equalTo("rules[0].afterSeconds"));
        rules(Collections.nCopies(51, Map.of("types", "a"))).statusCode(400);
        backend.request().body("{}").put("/api/handover").then().statusCode(400);
        ada.request().body("{\"rules\":[]}").put("/api/handover").then().statusCode(403);
        backend.request().get("/api/handover").then().statusCode(200).body("rules", hasSize(1));
    }

    private ValidatableResponse rules(List<Map<String, Object>> rules) {
        return backend.request()
                .body(Map.of("rules", rules))
                .put("/api/handover")
                .then();
    }

    @Test
    void eventThatIsNeverAcceptedIsDeadWithItsAttemptsAndCanBeReplayed() {
        // Given
        JsonPath endpoint = endpoint(receiver, CREATED);
        receiver.answer(request -> 500);
        backend.created("first", ",\"userId\":\"ada\"");
        backend.created("second", ",\"userId\":\"ada\"");
        await().until(() ->
                deliveries(endpoint, "?state=dead").getList("deliveries").size() == 2);
        JsonPath dead = deliveries(endpoint, "?state=dead");
        assertThat(dead.getInt("deliveries[1].attempts")).isEqualTo(3);
        assertThat(dead.getList("deliveries[1].log.status", Integer.class)).containsExactly(500, 500, 500);
        int before = receiver.received().size();

        // When
        receiver.answer(request -> 204);
        replay(endpoint, Map.of("delivery", dead.getString("deliveries[1].id"))).body("replayed", equalTo(1));
        await().until(() -> receiver.received().size() == before + 1);
        replay(endpoint, Map.of("since", "2020-01-01T00:00:00Z"))
                .body("replayed", equalTo(1))
                .body("complete", equalTo(true));

        // Then
        await().until(() -> receiver.received().size() == before + 2);
        assertThat(receiver.received().get(before).title()).isEqualTo("first");
        assertThat(receiver.received().get(before).id()).isEqualTo(dead.getString("deliveries[1].id"));
        assertThat(receiver.received().get(before + 1).title()).isEqualTo("second");
        await().until(() ->
                deliveries(endpoint, "?state=delivered").getList("deliveries").size() == 2);
        replay(endpoint, Map.of("since", "2020-01-01T00:00:00Z", "state", "all"))
                .body("replayed", equalTo(2));
        await().until(() -> receiver.received().size() == before + 4);
    }

    @Test
    void receiverThatDoesNotAnswerDelaysNobodyElse() {
        // Given as many silent receivers as would take all requests of the pod
        CountDownLatch never = new CountDownLatch(1);
        try (Receiver silent = new Receiver()) {
            silent.answer(request -> wait(never));
            for (int i = 0; i < 5; i++) {
                endpoint(silent, CREATED);
            }
            for (int i = 0; i < 30; i++) {
                backend.created("for the silent " + i, ",\"userId\":\"u" + i + "\"");
            }
            await().until(() -> !silent.received().isEmpty());

            // When
            endpoint(receiver, CREATED);
            backend.created("for the other", ",\"userId\":\"ada\"");

            // Then, while none of them has an answer
            await().until(() -> receiver.received().size() == 1);
            assertThat(never.getCount()).isEqualTo(1);
            never.countDown();
        }
    }

    @Test
    void endpointThatAnswersGoneIsDisabled() {
        // Given
        JsonPath endpoint = endpoint(receiver, CREATED);
        receiver.answer(request -> 410);

        // When
        backend.created("first", ",\"userId\":\"ada\"");

        // Then
        await().untilAsserted(
                        () -> get(endpoint).body("enabled", equalTo(false)).body("disabledBy", equalTo("answer 410")));
        test(endpoint).statusCode(409).body("code", equalTo("webhook_disabled"));
    }

    @Test
    void secretIsShownOnceAndTheFormerOneSignsForAWhile() throws Exception {
        // Given
        JsonPath endpoint = endpoint(receiver, CREATED);
        String former = endpoint.getString("secret");
        get(endpoint).body(not(containsString("whsec_")));
        backend.request().get(WEBHOOKS).then().statusCode(200).body(not(containsString("whsec_")));

        // When
        String secret = backend.request()
                .post(WEBHOOKS + "/" + endpoint.getString("id") + "/secret")
                .then()
                .statusCode(200)
                .body("secret", startsWith("whsec_"))
                .extract()
                .path("secret");
        test(endpoint).statusCode(202).body("event", equalTo("webhook.test"));

        // Then
        Received event = only("webhook.test");
        verify(secret, event);
        verify(former, event);
        assertThat(secret).isNotEqualTo(former);
        assertThat(Sql.ofOwner()
                        .list(
                                "select encode(secret, 'escape') || encode(former_secret, 'escape') from webhook_endpoint"
                                        + " where organization_id = ?",
                                organization)
                        .get(0))
                .doesNotContain("whsec_", secret.substring(10, 30));
    }

    @Test
    void badInputIsRejectedWithItsField() {
        // Given
        Map<String, Object> good = Map.of("url", receiver.url(), "events", List.of(CREATED));

        // Then
        rejected(with(good, "url", "ftp://example.com/"), "url");
        rejected(with(good, "url", "https://ada:secret@example.com/"), "url");
        rejected(with(good, "url", ""), "url");
        rejected(with(good, "events", List.of("notification.eaten")), "events");
        rejected(with(good, "events", List.of()), "events");
        rejected(with(good, "types", List.of("a b")), "types");
        rejected(with(good, "description", "x".repeat(257)), "description");
        JsonPath endpoint = endpoint(receiver, CREATED);
        change(endpoint, Map.of("events", List.of())).statusCode(400);
        replay(endpoint.getString("id"), Map.of()).statusCode(400);
        replay(endpoint.getString("id"), Map.of("since", "2020-01-01T00:00:00Z", "state", "eaten"))
                .statusCode(400);
        replay(endpoint.getString("id"), Map.of("delivery", "msg_" + "0".repeat(32)))
                .statusCode(404);
        backend.request()
                .get(WEBHOOKS + "/" + endpoint.getString("id") + "/deliveries?limit=0")
                .then()
                .statusCode(400);
        backend.request().get(WEBHOOKS + "/0123456789abcdef").then().statusCode(404);
        ada.request().get(WEBHOOKS).then().statusCode(403);
    }

    @Test
    void organizationHasABoundOfEndpoints() {
        // Given
        for (int i = 0; i < 10; i++) {
            endpoint(receiver, CREATED);
        }

        // When
        ValidatableResponse eleventh = create(Map.of("url", receiver.url(), "events", List.of(CREATED)));

        // Then
        eleventh.statusCode(409).body("code", equalTo("too_many_webhooks"));
        backend.request().get(WEBHOOKS).then().statusCode(200).body("webhooks", hasSize(10));
    }

    @Test
    void deletedEndpointGetsNothingMore() {
        // Given
        JsonPath endpoint = endpoint(receiver, CREATED);
        receiver.answer(request -> 500);
        backend.created("first", ",\"userId\":\"ada\"");
        await().until(() -> !receiver.received().isEmpty());

        // When
        String path = WEBHOOKS + "/" + endpoint.getString("id");
        backend.request().delete(path).then().statusCode(204);

        // Then
        backend.request().delete(path).then().statusCode(404);
        assertThat(waiting()).isZero();
        assertThat(Sql.ofOwner().number("select count(*) from webhook_lane where organization_id = ?", organization))
                .isZero();
    }

    /** The text is erased, and so is what was to be sent about the user. */
    @Test
    void nothingAboutAnErasedUserIsLeft() {
        // Given
        JsonPath endpoint = endpoint(receiver, CREATED, "notification.read");
        receiver.answer(request -> 500);
        long id = backend.created("first", ",\"userId\":\"ada\"");
        ada.patch(id, "{\"isRead\":true}").statusCode(200);
        await().until(() -> !receiver.received().isEmpty());

        // When
        backend.request().delete("/api/users/ada/data").then().statusCode(200);

        // Then
        assertThat(deliveries(endpoint, "").getList("deliveries")).isEmpty();
        assertThat(Sql.ofOwner().number("select count(*) from webhook_lane where organization_id = ?", organization))
                .isZero();
    }

    private static int wait(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS) ? 204 : 500;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 500;
        }
    }

    private Received only(String event) {
        await().until(() -> receiver.received(event).size() == 1);
        return receiver.received(event).get(0);
    }

    private static void verify(String secret, Received event) throws Exception {
        new com.standardwebhooks.Webhook(secret)
                .verify(event.body(), HttpHeaders.of(event.headers(), (name, value) -> true));
    }

    private long waiting() {
        return Sql.ofOwner()
                .number(
                        "select count(*) from webhook_delivery where organization_id = ? and state = 'waiting'",
                        organization);
    }

    private JsonPath endpoint(Receiver of, String... events) {
        return endpoint(of, Map.of("events", List.of(events)));
    }

    private JsonPath endpoint(Receiver of, Map<String, ?> fields) {
        return create(with(fields, "url", of.url())).statusCode(201).extract().jsonPath();
    }

    private ValidatableResponse create(Map<String, ?> fields) {
        return backend.request().body(fields).post(WEBHOOKS).then();
    }

    private void rejected(Map<String, ?> fields, String field) {
        create(fields).statusCode(400).body("errors[0].field", equalTo(field));
    }

    private static Map<String, Object> with(Map<String, ?> fields, String name, Object value) {
        Map<String, Object> all = new HashMap<>(fields);
        all.put(name, value);
        return all;
    }

    private ValidatableResponse get(JsonPath endpoint) {
        return backend.request()
                .get(WEBHOOKS + "/" + endpoint.getString("id"))
                .then()
                .statusCode(200);
    }

    private ValidatableResponse change(JsonPath endpoint, Map<String, ?> fields) {
        return backend.request()
                .body(fields)
                .patch(WEBHOOKS + "/" + endpoint.getString("id"))
                .then();
    }

    private ValidatableResponse test(JsonPath endpoint) {
        return backend.request()
                .post(WEBHOOKS + "/" + endpoint.getString("id") + "/test")
                .then();
    }

    private ValidatableResponse replay(JsonPath endpoint, Map<String, ?> what) {
        return replay(endpoint.getString("id"), what).statusCode(200);
    }

    private ValidatableResponse replay(String id, Map<String, ?> what) {
        return backend.request()
                .body(what)
                .post(WEBHOOKS + "/" + id + "/replay")
                .then();
    }

    private JsonPath deliveries(JsonPath endpoint, String query) {
        return backend.request()
                .get(WEBHOOKS + "/" + endpoint.getString("id") + "/deliveries" + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
