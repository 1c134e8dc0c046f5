package dev.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Eventually;
import dev.carillon.testkit.Sql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class ScheduledTest {

    private static final String ID = "[0-9a-f]{16}-1";

    private final String organization = "scheduled-" + UUID.randomUUID();

    @Inject
    Credentials credentials;

    private ApiClient ada;
    private ApiClient bob;

    @BeforeEach
    void signIn() {
        ada = credentials.user("26", organization);
        bob = credentials.user("27", organization);
    }

    private static String in(Duration time) {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).plus(time).toString();
    }

    private static ValidatableResponse list(ApiClient caller, String query) {
        return caller.request().get("/api/scheduled" + query).then();
    }

    private static ValidatableResponse cancel(ApiClient caller, String id) {
        return caller.request().delete("/api/scheduled/" + id).then();
    }

    private static String schedule(ApiClient caller, Map<String, ?> fields) {
        Map<String, Object> all = new HashMap<>(Map.of("deliverAt", in(Duration.ofHours(1))));
        all.putAll(fields);
        return caller.create(all).statusCode(202).extract().path("scheduledId");
    }

    @Test
    void answerNamesTheScheduledOneAndItsTime() {
        // Given
        String at = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS) + "";
        // Then
        ada.create(Map.of("deliverAt", at))
                .statusCode(202)
                .header("Cache-Control", equalTo("no-store"))
                .header("Location", nullValue())
                .body("scheduledId", matchesPattern(ID))
                .body("deliverAt", equalTo(at.replace("Z", ".000Z")))
                .body("size()", equalTo(2));
    }

    @Test
    void itIsInTheInboxAtItsTimeAndInTheListBefore() {
        // Given
        String at = in(Duration.ofMillis(1500));
        ada.create(Map.of("deliverAt", at, "title", "later")).statusCode(202);
        list(ada, "").body("scheduled.title", contains("later"));

        // When
        Eventually.within(20, () -> ada.get("").body("notifications.title", contains("later")));

        // Then
        String shownAt = ada.get("").extract().path("notifications[0].createdAt");
        assertThat(Instant.parse(shownAt)).isAfterOrEqualTo(at);
        list(ada, "").body("scheduled", hasSize(0)).body("nextAfter", nullValue());
    }

    @Test
    void handOverOfItsOwnComesIntoTheLogAtItsTime() {
        // Given
        String at = in(Duration.ofMillis(500));
        ada.create(Map.of("deliverAt", at, "title", "soon", "handover", Map.of("afterSeconds", 60)))
                .statusCode(202);
        ada.post(
                        "/batch",
                        Map.of(
                                "notifications",
                                List.of(Map.of(
                                        "type",
                                        "t",
                                        "title",
                                        "never",
                                        "message",
                                        "m",
                                        "deliverAt",
                                        at,
                                        "userIds",
                                        List.of("1", "2"),
                                        "handover",
                                        Map.of("never", true)))))
                .statusCode(202);
        // When
        Eventually.within(20, () -> assertThat(wishes()).hasSize(3));
        // Then
        assertThat(wishes()).containsExactly("never -1", "never -1", "soon 60");
    }

    private List<String> wishes() {
        return Sql.ofOwner()
                .list(
                        "select n.title || ' ' || coalesce(w.after_seconds, -1) from handover_wish w"
                                + " join notification n on n.organization_id = w.organization_id"
                                + " and n.segment = w.segment and n.id = w.notification_id"
                                + " where w.organization_id = ? order by 1",
                        organization);
    }

    @Test
    void creatorMayTakeItBackOnceItIsShown() {
        // Given
        ada.create(Map.of("deliverAt", in(Duration.ofMillis(500)), "audience", "organization"))
                .statusCode(202);
        Eventually.within(20, () -> bob.get("").body("notifications", hasSize(1)));
        int id = bob.get("").extract().path("notifications[0].id");

        // When
        bob.post("/" + id + "/recall", "").statusCode(404);
        ada.post("/" + id + "/recall", "").statusCode(200);

        // Then
        bob.get("").body("notifications", hasSize(0));
    }

    @Test
    void listHasEverythingThatWasGiven() {
        // When
        schedule(
                ada,
                Map.of(
                        "title", "all",
                        "audience", "organization",
                        "actionUrl", "/x",
                        "data", Map.of("a", 1),
                        "expiresAt", in(Duration.ofHours(2)),
                        "collapseKey", "k",
                        "handover", Map.of("afterSeconds", 60)));
        // Then
        list(ada, "")
                .statusCode(200)
                .body("scheduled[0].title", equalTo("all"))
                .body("scheduled[0].type", equalTo("test"))
                .body("scheduled[0].audience", equalTo("organization"))
                .body("scheduled[0].userId", nullValue())
                .body("scheduled[0].actionUrl", equalTo("/x"))
                .body("scheduled[0].data.a", equalTo(1))
                .body("scheduled[0].collapseKey", equalTo("k"))
                .body("scheduled[0].handover", equalTo(Map.of("afterSeconds", 60)));
    }

    @Test
    void pagesAreInTheOrderOfTheTimesAndSurviveACancellation() {
        // Given
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(schedule(ada, Map.of("title", "n" + i, "deliverAt", in(Duration.ofMinutes(60 - i)))));
        }
        // When
        String after = list(ada, "?limit=2")
                .body("scheduled.title", contains("n4", "n3"))
                .extract()
                .path("nextAfter");
        cancel(ada, ids.get(3)).statusCode(204);
        // Then
        String next = list(ada, "?limit=2&after=" + after)
                .body("scheduled.title", contains("n2", "n1"))
                .extract()
                .path("nextAfter");
        list(ada, "?limit=2&after=" + next)
                .body("scheduled.title", contains("n0"))
                .body("nextAfter", nullValue());
    }

    @Test
    void canceledOneIsGone() {
        // Given
        String id = schedule(ada, Map.of());
        // When
        cancel(ada, id).statusCode(204);
        // Then
        cancel(ada, id).statusCode(404).body("code", equalTo("not_found"));
        list(ada, "").body("scheduled", hasSize(0));
    }

    @Test
    void usersSeeAndCancelTheirOwnAndKeysAllOfTheOrganization() {
        // Given
        String adas = schedule(ada, Map.of("userId", "27"));
        ApiClient backend = credentials.backend(organization);
        ApiClient stranger = credentials.backend("other-" + organization);
        // When
        list(bob, "").body("scheduled", hasSize(0));
        list(stranger, "").body("scheduled", hasSize(0));
        cancel(bob, adas).statusCode(404);
        cancel(stranger, adas).statusCode(404);
        // Then
        list(backend, "").body("scheduled.scheduledId", contains(adas));
        cancel(backend, adas).statusCode(204);
    }

    @Test
    void repeatedKeyIsAnsweredWithTheSameIdEvenAfterItsTime() {
        // Given
        ApiClient keyed = ada.and("Idempotency-Key", "k");
        Map<String, String> body = Map.of("deliverAt", in(Duration.ofMillis(1500)));
        String id = keyed.create(body).statusCode(202).extract().path("scheduledId");
        Eventually.within(20, () -> ada.get("").body("notifications", hasSize(1)));
        // Then
        keyed.create(body)
                .statusCode(202)
                .header("Idempotency-Replayed", equalTo("true"))
                .body("scheduledId", equalTo(id));
        keyed.create(Map.of("deliverAt", in(Duration.ofHours(1))))
                .statusCode(409)
                .body("code", equalTo("key_reused"));
        keyed.create().statusCode(409).body("code", equalTo("key_reused"));
        ada.get("").body("notifications", hasSize(1));
    }

    @Test
    void keyOfACreateAtOnceIsNotFreeForALaterOne() {
        // Given
        ApiClient keyed = ada.and("Idempotency-Key", "k");
        keyed.create().statusCode(201);
        // Then
        keyed.create(Map.of("deliverAt", in(Duration.ofHours(1))))
                .statusCode(409)
                .body("code", equalTo("key_reused"));
    }

    @Test
    void parallelRepeatsScheduleOne() throws Exception {
        // Given
        ApiClient keyed = ada.and("Idempotency-Key", "k");
        Map<String, String> body = Map.of("deliverAt", in(Duration.ofHours(1)));
        List<String> ids = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        // When
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(
                    () -> ids.add(keyed.create(body).statusCode(202).extract().path("scheduledId")));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        // Then
        assertThat(ids).hasSize(8).containsOnly(ids.get(0));
        list(ada, "").body("scheduled", hasSize(1));
    }

    @Test
    void everyUserAndEveryItemHasAnIdOfItsOwn() {
        // When
        ada.create(Map.of("deliverAt", in(Duration.ofHours(1)), "userIds", List.of("1", "2")))
                .statusCode(202)
                .body("scheduled.scheduledId", contains(matchesPattern(ID), matchesPattern("[0-9a-f]{16}-2")));
        Map<String, Object> item =
                Map.of("type", "t", "title", "t", "message", "m", "deliverAt", in(Duration.ofHours(1)));
        ada.post("/batch", Map.of("notifications", List.of(item, item)))
                .statusCode(202)
                .body("scheduled.deliverAt", everyItem(matchesPattern(".*\\.\\d{3}Z")))
                .body("scheduled", hasSize(2));
        // Then
        list(ada, "").body("scheduled", hasSize(4));
    }

    @Test
    void timeThatCannotBeIsNamed() {
        for (String wrong : List.of(in(Duration.ofSeconds(-10)), in(Duration.ofDays(400)), "tomorrow", "")) {
            ada.create(Map.of("deliverAt", wrong)).statusCode(400).body("errors[0].field", equalTo("deliverAt"));
        }
        ada.create(Map.of("deliverAt", in(Duration.ofHours(2)), "expiresAt", in(Duration.ofHours(1))))
                .statusCode(400)
                .body("errors[0].field", equalTo("expiresAt"));
        list(ada, "").body("scheduled", hasSize(0));
    }

    @Test
    void batchIsScheduledAsAWholeAndNamesTheItemAtFault() {
        // Given
        Map<String, Object> now = Map.of("type", "t", "title", "t", "message", "m");
        Map<String, Object> past = new HashMap<>(now);
        past.put("deliverAt", in(Duration.ofSeconds(-10)));
        Map<String, Object> later = new HashMap<>(now);
        later.put("deliverAt", in(Duration.ofHours(1)));
        // Then
        ada.post("/batch", Map.of("notifications", List.of(later, now)))
                .statusCode(400)
                .body("errors[0].field", equalTo("notifications[1].deliverAt"));
        ada.post("/batch", Map.of("notifications", List.of(later, past)))
                .statusCode(400)
                .body("errors[0].field", equalTo("notifications[1].deliverAt"));
        list(ada, "").body("scheduled", hasSize(0));
        ada.get("").body("notifications", hasSize(0));
    }

    @Test
    void queryThatCannotBeIsNamed() {
        list(ada, "?limit=0").statusCode(400).body("errors[0].field", equalTo("limit"));
        list(ada, "?after=x").statusCode(400).body("errors[0].field", equalTo("after"));
        cancel(ada, "x").statusCode(404);
    }

    @Test
    void organizationThatHasAsManyAsItMayIsTold() {
        // Given
        schedule(ada, Map.of());
        Sql.ofOwner().run("update publish_limit set max_scheduled_of_organization = 1");
        try {
            // Then
            ada.create(Map.of("deliverAt", in(Duration.ofHours(1))))
                    .statusCode(409)
                    .body("code", equalTo("schedule_full"));
            bob.create().statusCode(201);
            Sql.ofOwner().run("update publish_limit set max_scheduled = 0");
            ada.create(Map.of("deliverAt", in(Duration.ofHours(1))))
                    .statusCode(503)
                    .header("Retry-After", equalTo("2"));
        } finally {
            Sql.ofOwner()
                    .run("update publish_limit set max_scheduled_of_organization = 10000, max_scheduled = 1000000");
        }
    }

    @Test
    void procedureOfTheExpressApplicationSchedulesToo() {
        // Given
        Map<String, String> input =
                Map.of("type", "t", "title", "t", "message", "m", "deliverAt", in(Duration.ofHours(1)));
        // When
        String id = ada.request()
                .body(input)
                .post("/api/trpc/notifications.create")
                .then()
                .statusCode(200)
                .extract()
                .path("result.data.scheduledId");
        // Then
        list(ada, "").body("scheduled.scheduledId", contains(id));
    }
}
