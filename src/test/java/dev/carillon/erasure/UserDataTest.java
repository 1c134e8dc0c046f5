package dev.carillon.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Sql;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.net.URL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A user's name and texts have a word that nothing else has, so whatever is left of them is found. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class UserDataTest {

    private static final String TO_ALL = ",\"audience\":\"organization\"";
    /** The tables of the application that hold anything of a user who has done everything. */
    private static final Set<String> TRACES = Set.of(
            "api_key",
            "client_place",
            "idempotency_key",
            "inbox",
            "inbox_look",
            "inbox_mark",
            "notification",
            "outbox_dead",
            "preference",
            "push_message",
            "push_planned",
            "push_subscription",
            "scheduled",
            "webhook_delivery",
            "webhook_endpoint");

    private static final String TABLES = """
            select c.relname from pg_class c
            where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
            """;

    @Inject
    Credentials credentials;

    @Inject
    Redis redis;

    @TestHTTPResource
    URL pod;

    private final SseClients clients = new SseClients();
    private final String word = UUID.randomUUID().toString().replace("-", "");
    private final String user = "ada." + word;
    private String organization;
    private ApiClient ada;
    private ApiClient eve;
    private ApiClient backend;

    @BeforeEach
    void signIn() {
        organization = Credentials.newOrganization();
        ada = credentials.user(user, organization, "admin");
        eve = credentials.user("eve", organization);
        backend = credentials.backend(organization);
    }

    @AfterEach
    void close() {
        clients.close();
        Sql.ofOwner().run("delete from webhook_endpoint where organization_id = ?", organization);
    }

    @Test
    void nothingOfAnErasedUserIsInAnyTableOrInRedis() {
        // Given
        leaveTraces();
        // A lane has a row while an event waits.
        await().untilAsserted(() -> {
            Set<String> found = tablesWithTheWord();
            found.remove("webhook_lane");
            assertThat(found).isEqualTo(TRACES);
        });
        long rows = rowsOfTheLog();

        // When
        JsonPath erased = erase("").statusCode(200).extract().jsonPath();

        // Then
        assertThat(erased.getBoolean("complete")).isTrue();
        assertThat(erased.getLong("notifications")).isEqualTo(5);
        assertThat(tablesWithTheWord()).isEmpty();
        // Its budget has a lifetime of seconds.
        await().untilAsserted(() -> assertThat(redisKeysWithTheWord()).isEmpty());
        // One entry more, and no gap.
        assertThat(rowsOfTheLog()).isEqualTo(rows + 1);
        assertThat(eve.ids("")).hasSize(2);
    }

    @Test
    void streamsShowNothingOfTheUserAndGoOnForOthers() {
        // Given
        SseStream hers = open(ada, "");
        SseStream others = open(eve, "");
        await().until(() -> hers.events().size() == 1 && others.events().size() == 1);
        String start = hers.lastEventId();
        created("secret");
        backend.created("for all", TO_ALL);
        await().until(() -> hers.ids().size() == 2 && others.ids().size() == 1);

        // When
        erase("").statusCode(200);

        // Then
        await().until(() -> hers.ending().isPresent());
        SseStream resumed = open(ada, "?lastEventId=" + start);
        SseStream otherResumed = open(eve, "?lastEventId=" + start);
        created("later");
        backend.created("later for all", TO_ALL);
        await().until(() -> resumed.ids().size() == 3);
        await().until(() -> otherResumed.ids().size() == 2 && others.ids().size() == 2);
        assertThat(resumed.data()).doesNotContain("secret").contains("later", "for all");
        assertThat(otherResumed.data()).doesNotContain("reset");
    }

    @Test
    void allThatIsStoredIsGivenOutPageByPage() {
        // Given
        leaveTraces();
        String items = String.join(
                ",",
                IntStream.range(0, 130)
                        .mapToObj(i -> "{\"type\":\"t\",\"title\":\"n" + i + "\",\"message\":\"m\",\"userId\":\"" + user
                                + "\"}")
                        .toList());
        backend.post("/batch", "{\"notifications\":[" + items + "]}").statusCode(201);
        await().until(() ->
                Sql.ofOwner().number("select count(*) from webhook_delivery where organization_id = ?", organization)
                        > 130);

        // When
        List<JsonPath> pages = new ArrayList<>();
        for (String after = "";
                after != null;
                after = pages.get(pages.size() - 1).getString("nextAfter")) {
            pages.add(export(after.isEmpty() ? "" : "?after=" + after)
                    .statusCode(200)
                    .extract()
                    .jsonPath());
        }

        // Then
        List<Long> ids = pages.stream()
                .flatMap(page -> page.getList("notifications.id", Long.class).stream())
                .toList();
        assertThat(ids).isSorted().doesNotHaveDuplicates().hasSize(3 + 1 + 130);
        assertThat(pages.get(0).getList("notifications.title")).contains("all " + word, "to " + word);
        assertThat(pages.get(0).getLong("inbox.seenThrough")).isPositive();
        assertThat(pages.get(0).getString("clients[0].clientId")).isNotEmpty();
        assertThat(pages.get(0).getString("preferences.types[0].type")).isEqualTo("x." + word);
        assertThat(pages.get(0).getString("pushSubscriptions[0].endpoint")).endsWith(word);
        assertThat(pages.get(1).getString("clients")).isNull();
        assertThat(pages.stream()
                        .mapToInt(page -> page.getList("scheduled").size())
                        .sum())
                .isEqualTo(1);
        List<String> events = pages.stream()
                .flatMap(page -> page.getList("events.delivery.id", String.class).stream())
                .toList();
        assertThat(events).doesNotHaveDuplicates().hasSizeGreaterThan(100);
    }

    @Test
    void stateOfEachNotificationIsGivenOut() {
        // Given
        long read = created("a");
        long deleted = created("b");
        long archived = backend.created("for all", TO_ALL);
        backend.created("for all, untouched", TO_ALL);
        ada.patch(read, "{\"isRead\":true}").statusCode(200);
        ada.delete(deleted).statusCode(204);
        ada.patch(archived, "{\"isArchived\":true}").statusCode(200);

        // When
        ValidatableResponse page = export("");

        // Then
        page.body("notifications.id", equalTo(List.of((int) read, (int) deleted, (int) archived)))
                .body("notifications.isRead", equalTo(List.of(true, false, false)))
                .body("notifications.isDeleted", equalTo(List.of(false, true, false)))
                .body("notifications.isArchived", equalTo(List.of(false, false, true)))
                .body("notifications.isSeen", equalTo(List.of(true, true, true)))
                .body("notifications[0].audience", nullValue())
                .body("notifications[2].audience", equalTo("organization"));
    }

    @Test
    void wordOfTheSenderAboutHandOverIsGivenOut() {
        // Given
        backend.created(Map.of("userId", user, "handover", Map.of("afterSeconds", 60)));
        backend.created(Map.of("userId", user, "handover", Map.of("never", true)));
        created("by the rules");
        String later = Instant.now().plusSeconds(3600).toString();
        backend.create(Map.of("userId", user, "deliverAt", later, "handover", Map.of("afterSeconds", 0)))
                .statusCode(202);

        // When
        ValidatableResponse page = export("");

        // Then
        page.body("notifications[0].handover", equalTo(Map.of("afterSeconds", 60)))
                .body("notifications[1].handover", equalTo(Map.of("never", true)))
                .body("notifications[2].handover", nullValue());
        export("?after=scheduled:").body("scheduled[0].handover", equalTo(Map.of("afterSeconds", 0)));
    }

    @Test
    void eraseThatWasInterruptedGoesOnAndRepeatsDoNoHarm() {
        // Given
        long first = created("a " + word);
        created("b " + word);
        Sql.ofOwner().list("select notifications from erase_user(?, ?, 0, 1)", organization, user);
        assertThat(tablesWithTheWord()).contains("notification");

        // When
        erase("?after=" + first)
                .statusCode(200)
                .body("notifications", equalTo(1))
                .body("complete", equalTo(true));

        // Then
        assertThat(tablesWithTheWord()).doesNotContain("notification");
        erase("").statusCode(200).body("notifications", equalTo(0));
        String nobodyYet = Credentials.newOrganization();
        credentials
                .backend(nobodyYet)
                .request()
                .delete("/api/users/" + user + "/data")
                .then()
                .statusCode(200)
                .body("complete", equalTo(true));
    }

    @Test
    void namesakesOfOtherOrganizationsKeepEverything() {
        // Given
        ApiClient namesake = credentials.user(user, Credentials.newOrganization());
        long id = namesake.created("hers", "");

        // When
        erase("").statusCode(200);

        // Then
        namesake.get("/" + id).statusCode(200).body("title", equalTo("hers"));
    }

    @Test
    void usersMayNeitherHaveNorEraseTheDataOfOthers() {
        // When
        ValidatableResponse asked =
                eve.request().get("/api/users/" + user + "/data").then();
        ValidatableResponse erased =
                eve.request().delete("/api/users/" + user + "/data").then();

        // Then
        asked.statusCode(403);
        erased.statusCode(403).body("detail", containsString("administrator"));
        backend.request().delete("/api/users/key:1/data").then().statusCode(400);
        export("?after=x").statusCode(400).body("errors.field", hasItems("after"));
        export("?after=scheduled:x").statusCode(400).body("errors.field", hasItems("after"));
        erase("?after=-1").statusCode(400).body("errors.field", hasItems("after"));
    }

    /** One of everything that a user may leave in a table. */
    private void leaveTraces() {
        // Of an address where nobody answers.
        ada.request()
                .body(Map.of(
                        "url", "http://127.0.0.1:1/", "events", List.of("notification.created", "notification.due")))
                .post("/api/webhooks")
                .then()
                .statusCode(201);
        long first = created("to " + word);
        created("again " + word);
        created("all " + word);
        backend.post("/" + created("recalled " + word) + "/recall", "").statusCode(200);
        long toAll = ada.created("for all", TO_ALL);
        ada.patch(first, "{\"isRead\":true}").statusCode(200);
        ada.patch(toAll, "{\"isArchived\":true}").statusCode(200);
        ada.patch(toAll, "{\"isArchived\":false}").statusCode(200);
        ada.post("/seen", "{\"through\":" + toAll + "}").statusCode(200);
        ada.and("Idempotency-Key", "key-" + word)
                .create(Map.of("audience", "organization"))
                .statusCode(201);
        String later = Instant.now().plusSeconds(3600).toString();
        backend.create(Map.of("userId", user, "deliverAt", later, "title", "later " + word))
                .statusCode(202);
        ada.create(Map.of("userId", "eve", "deliverAt", later)).statusCode(202);
        ada.createKey(false).statusCode(201);
        Map<String, ?> muted = Map.of("version", 0, "types", List.of(Map.of("type", "x." + word, "inApp", false)));
        ada.request().body(muted).put("/api/preferences").then().statusCode(200);
        subscribe();
        SseStream stream = open(ada, "");
        await().until(() -> stream.events().size() == 1);
        JsonNode connected = stream.events().get(0).json();
        String cursor = stream.lastEventId();
        ada.post("/ack", "{\"clientId\":\"" + connected.path("clientId").asText() + "\",\"id\":\"" + cursor + "\"}")
                .statusCode(204);
        Sql.ofOwner().run("""
                insert into outbox_dead (seq, organization_id, user_id, type, title, message, reason)
                values ((extract(epoch from clock_timestamp()) * 1000000)::bigint, ?, ?, 't', ?, 'm', 'r')
                """, organization, user, word);
    }

    @Test
    void looksAndEventsAreGivenOut() {
        // Given
        ada.request()
                .body(Map.of("url", "http://127.0.0.1:1/", "events", List.of("notification.read", "notification.due")))
                .post("/api/webhooks")
                .then()
                .statusCode(201);
        ApiClient phone = ada.and("Carillon-Client", "phone." + word);
        long first = created("first");
        long second = created("second");

        // When
        phone.post("/seen", "{\"through\":" + first + "}").statusCode(200);
        phone.patch(second, "{\"isRead\":true}").statusCode(200);

        // Then
        JsonPath page = export("").statusCode(200).extract().jsonPath();
        assertThat(page.getList("looks.seenThrough", Long.class)).containsExactly(first);
        assertThat(page.getList("looks.clientId")).containsExactly("phone." + word);
        assertThat(page.getString("notifications[0].markedBy")).isNull();
        assertThat(page.getString("notifications[1].markedBy")).isEqualTo("phone." + word);
        JsonPath events = export("?after=events:").statusCode(200).extract().jsonPath();
        assertThat(events.getList("events.delivery.event")).containsExactly("notification.read");
        assertThat(events.getLong("events[0].data.id")).isEqualTo(second);
        assertThat(events.getString("nextAfter")).isNull();
        String later = "?after=events:" + events.getString("events[0].webhookId") + ":";
        assertThat(export(later + "0").extract().jsonPath().getList("events")).hasSize(1);
        assertThat(export(later + "999999999999999999").extract().jsonPath().getList("events"))
                .isEmpty();
        export("?after=events:x").statusCode(400).body("errors.field", hasItems("after"));
    }

    /** A browser, what waits for it, and what is going to. The keys are those of the example in RFC 8291. */
    private void subscribe() {
        Map<String, String> keys = Map.of(
                "p256dh",
                "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                "auth",
                "BTBZMqHH6r4Tts7J_aSIgg");
        Map<String, ?> browser = Map.of(
                "endpoint", "https://push.example.net/" + word, "keys", keys, "page", "https://app.example.com/");
        String id = ada.request()
                .body(browser)
                .put("/api/push/subscriptions")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
        Sql.ofOwner().run("""
                insert into push_planned (organization_id, notification_id, segment, user_id, created_at, due_at)
                values (?, 1000000, 0, ?, now(), now() + interval '1 day')
                """, organization, user);
        Sql.ofOwner().run("""
                insert into push_message (organization_id, subscription_id, user_id, notification_id, segment, withdraws, collapses,
                    state, queued_at)
                values (?, ?, ?, 1000000, 0, false, false, 'planned', now() + interval '1 day')
                """, organization, id, user);
    }

    private long created(String title) {
        String more = ",\"userId\":\"" + user + "\",\"collapseKey\":\"" + title.replace(' ', ':')
                + "\",\"data\":{\"w\":\"" + title + "\"},\"actionUrl\":\"/w\"";
        return backend.created(title, more);
    }

    private ValidatableResponse erase(String query) {
        return backend.request().delete("/api/users/" + user + "/data" + query).then();
    }

    private ValidatableResponse export(String query) {
        return backend.request().get("/api/users/" + user + "/data" + query).then();
    }

    private Set<String> tablesWithTheWord() {
        Set<String> found = new TreeSet<>();
        for (String table : Sql.ofOwner().list(TABLES)) {
            String rows = "select count(*) from " + table + " t where t::text like '%" + word + "%'";
            if (Sql.ofOwner().number(rows) > 0) {
                found.add(table);
            }
        }
        return found;
    }

    private long rowsOfTheLog() {
        return Sql.ofOwner()
                .number(
                        "select case when max(id) = count(*) then count(*) else -1 end"
                                + " from notification where organization_id = ?",
                        organization);
    }

    /** Sessions are the application's: a backend logs a user out before it erases the user. */
    private List<String> redisKeysWithTheWord() {
        List<String> found = new ArrayList<>();
        for (Response key : ask(Request.cmd(Command.KEYS).arg("*"))) {
            String name = key.toString();
            boolean isString =
                    ask(Request.cmd(Command.TYPE).arg(name)).toString().equals("string");
            Response value = isString ? ask(Request.cmd(Command.GET).arg(name)) : null;
            if (!name.startsWith("sess:") && (name + value).contains(word)) {
                found.add(name);
            }
        }
        return found;
    }

    private Response ask(Request request) {
        return redis.send(request).toCompletionStage().toCompletableFuture().join();
    }

    private SseStream open(ApiClient caller, String query) {
        InetSocketAddress address = new InetSocketAddress(pod.getHost(), pod.getPort());
        return clients.open(
                SseRequest.stream(address, query).withCookie(caller.headers().get("Cookie")));
    }
}
