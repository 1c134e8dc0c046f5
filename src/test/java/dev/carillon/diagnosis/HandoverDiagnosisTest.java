package dev.carillon.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Receiver;
import dev.carillon.testkit.Sql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Support asks what was handed over, and why not. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class HandoverDiagnosisTest {

    private static final String FIRST = "handover.endpoints[0].";

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

    @AfterEach
    void close() {
        receiver.close();
        Sql.ofOwner().run("delete from webhook_endpoint where organization_id = ?", organization);
    }

    @Test
    void notificationThatWasSeenInTimeSaysOnWhichClientAndHowLongBefore() {
        // Given
        String endpoint = endpoint();
        rule(3600);
        long id = backend.created("first", ",\"userId\":\"ada\"");
        awaitState("planned");
        JsonPath before = ask(id);

        // When
        ada.and("Carillon-Client", "26-21-1766811521000")
                .post("/seen", "{\"through\":" + id + "}")
                .statusCode(200);
        String now = ask(id).getString(FIRST + "says");
        makeDue();
        awaitState("dropped");

        // Then
        JsonPath report = ask(id);
        assertThat(before.getString("handover.says"))
                .isEqualTo("By the rule for test it is due 60 min after it was created.");
        assertThat(before.getString(FIRST + "reason")).isEqualTo("not_due");
        assertThat(now).isEqualTo("Not sent when its turn comes, as it is now seen.");
        assertThat(report.getString(FIRST + "webhookId")).isEqualTo(endpoint);
        assertThat(report.getString(FIRST + "host")).isEqualTo("127.0.0.1");
        assertThat(report.getString(FIRST + "outcome")).isEqualTo("not_handed_over");
        assertThat(report.getString(FIRST + "reason")).isEqualTo("seen");
        assertThat(report.getString(FIRST + "lookedBy")).isEqualTo("26-21-1766811521000");
        assertThat(report.getString(FIRST + "says"))
                .matches("Seen on client 26-21-1766811521000, [0-9]+ s before it was due[.]");
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void markOfOneNotificationSaysItsClientToo() {
        // Given
        endpoint();
        rule(3600);
        long id = backend.created("first", ",\"userId\":\"ada\"");
        awaitState("planned");

        // When
        ada.and("Carillon-Client", "phone").patch(id, "{\"isArchived\":true}").statusCode(200);
        ada.and("Carillon-Client", "desk").patch(id, "{\"isRead\":true}").statusCode(200);
        makeDue();

        // Then
        awaitState("dropped");
        JsonPath report = ask(id);
        assertThat(report.getString(FIRST + "reason")).isEqualTo("archived");
        assertThat(report.getString(FIRST + "lookedBy")).isEqualTo("phone");
    }

    @Test
    void attemptsAreToldUntilItIsGivenUpAndHandedOverAfterAll() {
        // Given
        String endpoint = endpoint();
        rule(0);
        receiver.answer(request -> 500);
        long id = backend.created("first", ",\"userId\":\"ada\"");
        awaitState("dead");
        JsonPath dead = ask(id);

        // When
        receiver.answer(request -> 204);
        backend.request()
                .body(Map.of("delivery", dead.getString(FIRST + "eventId")))
                .post("/api/webhooks/" + endpoint + "/replay")
                .then()
                .statusCode(200);
        awaitState("delivered");

        // Then
        JsonPath delivered = ask(id);
        assertThat(dead.getString(FIRST + "outcome")).isEqualTo("given_up");
        assertThat(delivered.getString(FIRST + "outcome")).isEqualTo("handed_over");
        assertThat(dead.getString(FIRST + "says")).isEqualTo("Given up after 3 attempts: status 500.");
        assertThat(dead.getList(FIRST + "attempts.status")).isEqualTo(List.of(500, 500, 500));
        assertThat(delivered.getList(FIRST + "attempts.status")).isEqualTo(List.of(500, 500, 500, 204));
        assertThat(delivered.getString(FIRST + "reason")).isNull();
    }

    @Test
    void diagnosisIsOfTheUserAndTheOrganizationAlone() {
        // Given
        endpoint();
        long id = backend.created("first", ",\"userId\":\"ada\"");
        ApiClient others = credentials.backend(Credentials.newOrganization());
        long theirs = others.created("first", ",\"userId\":\"ada\"");

        // Then
        backend.get("/" + id + "/diagnosis?user=eve").statusCode(200).body("handover", nullValue());
        others.get("/" + theirs + "/diagnosis?user=ada")
                .statusCode(200)
                .body("handover.endpoints", hasSize(0))
                .body("handover.says", equalTo("The organization has no endpoint."));
        backend.get("/" + id + "/diagnosis?user=ada").body("handover.endpoints[0].reason", equalTo("no_rule"));
    }

    @Test
    void notificationWithAHandOverOfItsOwnObeysItInPlaceOfTheRule() {
        // Given
        endpoint();
        rule(3600);

        // When
        long own = backend.created("own", ",\"userId\":\"ada\",\"handover\":{\"afterSeconds\":0}");
        long never = backend.created("never", ",\"userId\":\"ada\",\"handover\":{\"never\":true}");
        long all = backend.created("all", ",\"audience\":\"organization\",\"handover\":{\"afterSeconds\":0}");
        String batch = "{\"type\":\"test\",\"title\":\"batch\",\"message\":\"m\",\"userId\":\"eve\"";
        backend.post("/batch", "{\"notifications\":[" + batch + "}," + batch + ",\"handover\":{\"afterSeconds\":0}}]}")
                .statusCode(201);

        // Then
        await().until(() -> receiver.received().size() == 3);
        assertThat(receiver.received())
                .extracting(Receiver.Received::title)
                .containsExactlyInAnyOrder("own", "all", "batch");
        assertThat(ask(own).getString("handover.says"))
                .isEqualTo("By its sender's word it is due 0 s after it was created.");
        assertThat(ask(never).getString(FIRST + "reason")).isEqualTo("rule_never");
        assertThat(ask(never).getString("handover.says")).isEqualTo("By its sender's word it is never handed over.");
        assertThat(Sql.ofOwner()
                        .list(
                                "select notification_id || ' ' || coalesce(after_seconds, -1) from handover_wish"
                                        + " where organization_id = ? order by notification_id",
                                organization))
                .containsExactly(own + " 0", never + " -1", all + " 0", (all + 2) + " 0");
    }

    @Test
    void handOverThatCannotBeOneIsRejectedWithItsField() {
        for (String bad : List.of("{}", "{\"afterSeconds\":1,\"never\":true}")) {
            // When
            var answer = rejected(",\"handover\":" + bad);

            // Then
            answer.body("errors[0].field", equalTo("handover"));
        }
        rejected(",\"handover\":{\"never\":false}").body("errors[0].field", equalTo("handover.never"));
        rejected(",\"handover\":{\"afterSeconds\":-1}").body("errors[0].field", equalTo("handover.afterSeconds"));
        rejected(",\"handover\":{\"afterSeconds\":99999999}").body("errors[0].field", equalTo("handover.afterSeconds"));
        rejected(",\"handover\":{\"after\":1}");
        rejected(",\"handover\":{\"never\":false},\"deliverAt\":\""
                        + Instant.now().plusSeconds(3600) + "\"")
                .body("errors[0].field", equalTo("handover.never"));
    }

    private ValidatableResponse rejected(String more) {
        return backend.post("", "{\"type\":\"test\",\"title\":\"t\",\"message\":\"m\",\"userId\":\"ada\"" + more + "}")
                .statusCode(400);
    }

    @Test
    void repeatOfACreateWithAnotherHandOverIsAnotherRequest() {
        // Given
        ApiClient once = backend.and("Idempotency-Key", "once");
        String more = "\"type\":\"test\",\"title\":\"t\",\"message\":\"m\",\"userId\":\"ada\"";
        String wished = "{" + more + ",\"handover\":{\"afterSeconds\":5}}";
        once.post("", wished).statusCode(201);

        // When
        var same = once.post("", wished);
        var other = once.post("", "{" + more + "}");

        // Then
        same.statusCode(201).header("Idempotency-Replayed", "true");
        other.statusCode(409);
        assertThat(Sql.ofOwner().number("select count(*) from handover_wish where organization_id = ?", organization))
                .isEqualTo(1);
    }

    @Test
    void clientThatCannotBeOneIsRejected() {
        // When
        var answer = ada.and("Carillon-Client", "a b").post("/seen", "{\"through\":1}");

        // Then
        answer.statusCode(400).body("errors[0].field", equalTo("Carillon-Client"));
    }

    /** As if the time of the rule had come. */
    private void makeDue() {
        Sql.ofOwner()
                .run(
                        "update webhook_delivery set queued_at = clock_timestamp() where organization_id = ?"
                                + " and state = 'planned'",
                        organization);
    }

    /** Of the organization's only event. */
    private void awaitState(String state) {
        await().until(() -> Sql.ofOwner()
                .list("select state from webhook_delivery where organization_id = ?", organization)
                .equals(List.of(state)));
    }

    private JsonPath ask(long id) {
        return backend.get("/" + id + "/diagnosis?user=ada")
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private String endpoint() {
        return backend.request()
                .body(Map.of("url", receiver.url(), "events", List.of("notification.due")))
                .post("/api/webhooks")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private void rule(int afterSeconds) {
        backend.request()
                .body(Map.of("rules", List.of(Map.of("types", "test", "afterSeconds", afterSeconds))))
                .put("/api/handover")
                .then()
                .statusCode(200);
    }
}
