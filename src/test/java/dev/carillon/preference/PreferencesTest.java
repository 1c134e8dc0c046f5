package dev.carillon.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.carillon.preference.PreferencesModelTest.RandomPreferences;
import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Poller;
import dev.carillon.testkit.Poller.Answer;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class PreferencesTest {

    private static final String OWN = "/api/preferences";
    private static final String DEFAULTS = "/api/preferences/defaults";

    @Inject
    Credentials credentials;

    @TestHTTPResource
    URL pod;

    private final SseClients clients = new SseClients();
    private final String organization = Credentials.newOrganization();
    private Credentials.Session session;
    private ApiClient ada;
    private ApiClient eve;
    private ApiClient backend;

    @BeforeEach
    void signIn() {
        session = credentials.session("ada", organization);
        ada = session.client();
        eve = credentials.user("eve", organization);
        backend = credentials.backend(organization);
    }

    @AfterEach
    void close() {
        clients.close();
    }

    @Test
    void nothingIsMutedUntilSomebodySaysSo() {
        // When
        ValidatableResponse own = ada.request().get(OWN).then();
        ValidatableResponse defaults = backend.request().get(DEFAULTS).then();

        // Then
        own.statusCode(200)
                .body("version", equalTo(0))
                .body("types", hasSize(0))
                .body("quietHours", nullValue())
                .body("quietPeriods", hasSize(0))
                .body("defaults", hasSize(0));
        defaults.statusCode(200).body("version", equalTo(0)).body("types", hasSize(0));
        assertThat(counted(ada).preferences()).isZero();
    }

    @Test
    void mutedTypeIsInNoListAndNoCountAndComesBack() {
        // Given
        long shown = send("news");
        long muted = send("session_created");
        long toAda = backend.created(Map.of("type", "session_ended", "userId", "ada"));
        Counted before = counted(ada);

        // When
        mute(0, "session_*").statusCode(200).body("version", equalTo(1));

        // Then
        assertThat(ada.ids("")).containsExactly(shown);
        assertThat(ada.ids("?unread=true")).containsExactly(shown);
        assertThat(counted(ada).count()).isEqualTo(1);
        assertThat(counted(ada).unseen()).isEqualTo(1);
        assertThat(counted(ada).version()).isGreaterThan(before.version());
        assertThat(counted(ada).preferences()).isGreaterThan(before.preferences());
        assertThat(eve.ids("")).containsExactly(muted, shown);
        // Nothing is lost: a link still leads to it.
        ada.get("/" + muted).statusCode(200);
        set(1, "[]").statusCode(200);
        assertThat(ada.ids("")).containsExactly(toAda, muted, shown);
        assertThat(counted(ada).count()).isEqualTo(3);
    }

    @Test
    void archiveKeepsWhatWasArchived() {
        // Given
        long id = send("session_created");
        ada.patch(id, "{\"isArchived\":true}").statusCode(200);

        // When
        mute(0, "session_*").statusCode(200);

        // Then
        assertThat(ada.ids("?archived=true")).containsExactly(id);
    }

    @Test
    void marksOfMutedNotificationsAreCountedForNobody() {
        // Given
        long seenUnread = send("a.seen");
        long markedUnread = send("a.marked");
        ada.post("/read", "{\"through\":" + markedUnread + "}").statusCode(200);
        ada.patch(markedUnread, "{\"isRead\":false}").statusCode(200);
        ada.patch(seenUnread, "{\"isRead\":false}").statusCode(200);
        long later = send("a.later");
        ada.patch(later, "{\"isRead\":true}").statusCode(200);
        ada.patch(later, "{\"isRead\":false}").statusCode(200);
        assertThat(counted(ada).count()).isEqualTo(3);

        // When
        mute(0, "a.marked", "a.later").statusCode(200);

        // Then
        assertThat(counted(ada).count()).isEqualTo(1);
        assertThat(ada.ids("?unread=true")).containsExactly(seenUnread);
    }

    @Test
    void openStreamsObeyItAndAreToldToReload() {
        // Given
        SseStream stream = open("");
        SseStream other = open(eve, "");
        send("a");
        await().until(() -> stream.ids().size() == 1);

        // When
        mute(0, "a*").statusCode(200);
        await().until(() -> stream.events("reset").size() == 1);
        long muted = send("a.b");
        long shown = send("b");

        // Then
        await().until(() -> stream.ids().contains(shown) && other.ids().contains(shown));
        assertThat(stream.ids()).doesNotContain(muted);
        assertThat(other.ids()).contains(muted);
        assertThat(other.events("reset")).isEmpty();
        String reset = stream.events("reset").get(0).data();
        assertThat(reset)
                .contains(
                        "\"reason\":\"preferences\"",
                        "\"preferences\":" + counted(ada).preferences());
        await().until(() -> stream.events("inbox").size() == 1);
        assertThat(stream.events("inbox").get(0).data()).contains("\"unread\":0");
        // The cursor has moved past what is muted.
        SseStream resumed = open("?lastEventId=" + stream.lastEventId());
        assertThat(resumed.data()).contains("\"resumed\":true");
    }

    @Test
    void resumedStreamLeavesOutWhatIsMuted() {
        // Given
        SseStream first = open("");

        String start = first.lastEventId();
        first.close();
        long muted = send("a");
        long shown = send("b");

        // When
        mute(0, "a").statusCode(200);
        SseStream resumed = open("?lastEventId=" + start);

        // Then
        await().until(() -> resumed.ids().contains(shown));
        assertThat(resumed.ids()).doesNotContain(muted);
        assertThat(resumed.events("reset")).isEmpty();
    }

    @Test
    void snapshotObeysIt() {
        // Given
        long shown = send("b");
        send("a");
        mute(0, "a").statusCode(200);

        // When
        SseStream stream = open("?snapshot=10");

        // Then
        await().until(() -> stream.events("snapshot").size() == 1);
        assertThat(stream.events("snapshot").get(0).data())
                .contains(
                        "\"unread\":1",
                        "\"id\":" + shown,
                        "\"preferences\":" + counted(ada).preferences())
                .doesNotContain("\"type\":\"a\"");
    }

    @Test
    void pollAndLinesObeyIt() {
        // Given
        Poller poller = new Poller(URI.create("http://" + pod.getHost() + ":" + pod.getPort()), session.cookie());
        Answer start = poller.poll("?wait=0");
        mute(0, "a").statusCode(200);
        long shown;
        send("a");
        shown = send("b");

        // When
        Answer answer = poller.poll("?wait=0&after=" + start.cursor());
        CompletableFuture<Answer> waiting =
                CompletableFuture.supplyAsync(() -> poller.poll("?wait=20&after=" + answer.cursor()));
        send("a");
        long next = send("b");

        // Then
        assertThat(answer.ids()).containsExactly(shown);
        assertThat(waiting.join().ids()).containsExactly(next);
        String lines = ada.and("Accept", "application/x-ndjson")
                .get("/poll?wait=0&after=" + start.cursor())
                .extract()
                .asString();
        assertThat(lines).contains("\"id\":" + shown).doesNotContain("\"type\":\"a\"");
    }

    @Test
    void trpcListAndCountObeyIt() {
        // Given
        send("a");
        long shown = send("b");

        // When
        mute(0, "a").statusCode(200);

        // Then
        ValidatableResponse list =
                ada.request().get("/api/trpc/notifications.list").then();
        list.statusCode(200);
        assertThat(list.extract().asString()).contains("\"id\":" + shown).doesNotContain("\"type\":\"a\"");
    }

    @Test
    void trpcReadsAndSetsWhatTheRouteDoes() {
        // Given
        setDefaults(0, "[{\"type\":\"ad.*\",\"label\":\"Offers\",\"inApp\":false}]")
                .statusCode(200);
        send("a");
        String change = "{\"version\":0,\"types\":[{\"type\":\"a\",\"inApp\":false}],\"quietHours\":{\"timeZone\":"
                + "\"Europe/Berlin\",\"from\":\"22:00\",\"to\":\"07:00\",\"days\":[\"monday\"]}}";

        // When
        ValidatableResponse set = setOverTrpc(ada, change).statusCode(200);

        // Then
        Map<String, ?> own = ada.request().get(OWN).then().extract().path("$");
        assertThat(own.get("version")).isEqualTo(1);
        assertThat(set.extract().<Map<String, ?>>path("result.data")).isEqualTo(own);
        ada.request()
                .get("/api/trpc/notifications.preferences")
                .then()
                .statusCode(200)
                .body("result.data", equalTo(own));
        assertThat(ada.ids("")).isEmpty();
        assertThat(eve.ids("")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"types\":[]} | 400 | version is missing",
                "{\"version\":0} | 400 | types is missing",
                "{\"version\":-1,\"types\":[]} | 400 | version must not be negative",
                "{\"version\":0,\"types\":[{\"type\":\"a\"},{\"type\":\"a\"}]} | 400 | types[1].type is given twice",
                "{\"version\":0,\"types\":[],\"quietHours\":{\"timeZone\":\"Mars/A\",\"from\":\"22:00\",\"to\":\"07:00\"}}"
                        + " | 400 | quietHours.timeZone must be the name of a time zone, such as Europe/Berlin",
                "{\"version\":0,\"types\":[],\"more\":1} | 400 | more is unknown or has the wrong type",
                "{\"version\":7,\"types\":[]} | 409 |"
                        + " They were changed meanwhile; load them again. Their version is not 7."
            })
    void trpcRejectsWhatTheRouteRejects(String change, int status, String fault) {
        // When
        ValidatableResponse trpc = setOverTrpc(ada, change);
        ValidatableResponse route = ada.request().body(change).put(OWN).then();

        // Then
        trpc.statusCode(status).body("error.message", equalTo(fault));
        route.statusCode(status);
        assertThat(ada.request().get(OWN).then().extract().<Integer>path("version"))
                .isZero();
    }

    @Test
    void keysHaveNoPreferencesOverTrpcEither() {
        setOverTrpc(backend, "{\"version\":0,\"types\":[]}").statusCode(403);
        backend.request()
                .get("/api/trpc/notifications.preferences")
                .then()
                .statusCode(403)
                .body("error.data.code", equalTo("FORBIDDEN"));
    }

    private static ValidatableResponse setOverTrpc(ApiClient caller, String change) {
        return caller.request()
                .body(change)
                .post("/api/trpc/notifications.setPreferences")
                .then();
    }

    @Test
    void defaultsHoldForThoseWhoHaveSaidNothingElse() {
        // Given
        long id = send("ad.summer");
        long news = send("news");
        SseStream stream = open(eve, "");
        Counted before = counted(eve);
        set(0, "[{\"type\":\"ad.*\",\"inApp\":true}]").statusCode(200);

        // When
        setDefaults(0, "[{\"type\":\"ad.*\",\"label\":\"Offers\",\"inApp\":false}]")
                .statusCode(200);

        // Then
        assertThat(eve.ids("")).containsExactly(news);
        assertThat(ada.ids("")).containsExactly(news, id);
        assertThat(counted(eve).version()).isGreaterThan(before.version());
        await().until(() -> stream.events("reset").size() == 1);
        assertThat(stream.events("reset").get(0).data()).doesNotContain("\"reloadWithinMs\":0");
        ada.request().get(OWN).then().body("defaults[0].label", equalTo("Offers"));
    }

    @Test
    void requiredTypesCannotBeMuted() {
        // Given
        long alarm = send("alarm.fire");
        setDefaults(0, "[{\"type\":\"alarm.*\",\"required\":true}]").statusCode(200);

        // When
        mute(0, "*").statusCode(200);

        // Then
        send("news");
        assertThat(ada.ids("")).containsExactly(alarm);
    }

    @Test
    void secondDeviceDoesNotOverwriteTheFirst() {
        // Given
        mute(0, "a").statusCode(200);
        setDefaults(0, "[]").statusCode(200);

        // When
        ValidatableResponse late = mute(0, "b");
        ValidatableResponse lateDefaults = setDefaults(0, "[{\"type\":\"x\"}]");

        // Then
        late.statusCode(409)
                .body("code", equalTo("changed_meanwhile"))
                .body("detail", containsString("load them again"));
        lateDefaults.statusCode(409);
        ada.request().get(OWN).then().body("version", equalTo(1)).body("types.type", equalTo(List.of("a")));
    }

    @Test
    void quietHoursAreGivenBackWithTheirPeriods() {
        // When
        ValidatableResponse set = put(
                ada,
                OWN,
                "{\"version\":0,\"types\":[],\"quietHours\":{\"timeZone\":\"Europe/Berlin\",\"from\":\"22:00\","
                        + "\"to\":\"07:00\",\"days\":[\"friday\",\"saturday\"]}}");

        // Then
        List<Map<String, String>> periods = set.statusCode(200)
                .body("quietHours.timeZone", equalTo("Europe/Berlin"))
                .body("quietHours.days", equalTo(List.of("friday", "saturday")))
                .extract()
                .path("quietPeriods");
        assertThat(periods)
                .isNotEmpty()
                .allSatisfy(period ->
                        assertThat(Instant.parse(period.get("start"))).isBefore(Instant.parse(period.get("end"))));
    }

    @Test
    void invalidPreferencesAreRejectedByField() {
        // Given
        Map<String, String> wrong = new HashMap<>();
        wrong.put("{\"types\":[]}", "version");
        wrong.put("{\"version\":0}", "types");
        wrong.put("{\"version\":-1,\"types\":[]}", "version");
        wrong.put("{\"version\":0,\"types\":[{\"type\":\"a b\"}]}", "types[0].type");
        wrong.put("{\"version\":0,\"types\":[{\"type\":\"*a\"}]}", "types[0].type");
        wrong.put("{\"version\":0,\"types\":[{\"inApp\":false}]}", "types[0].type");
        wrong.put("{\"version\":0,\"types\":[null]}", "types[0]");
        wrong.put("{\"version\":0,\"types\":[{\"type\":\"a\"},{\"type\":\"a\"}]}", "types[1].type");
        wrong.put("{\"version\":0,\"types\":[" + many(101) + "]}", "types");
        String quiet = "{\"version\":0,\"types\":[],\"quietHours\":{";
        wrong.put(quiet + "\"from\":\"22:00\",\"to\":\"07:00\"}}", "quietHours.timeZone");
        wrong.put(quiet + "\"timeZone\":\"Mars\",\"from\":\"22:00\",\"to\":\"07:00\"}}", "quietHours.timeZone");
        wrong.put(quiet + "\"timeZone\":\"UTC\",\"from\":\"24:00\",\"to\":\"07:00\"}}", "quietHours.from");
        wrong.put(quiet + "\"timeZone\":\"UTC\",\"from\":\"22:00\",\"to\":\"7\"}}", "quietHours.to");
        wrong.put(
                quiet + "\"timeZone\":\"UTC\",\"from\":\"22:00\",\"to\":\"07:00\",\"days\":[\"mon\"]}}",
                "quietHours.days[0]");

        // When
        wrong.forEach((body, field) -> put(ada, OWN, body).statusCode(400).body("errors.field", hasItem(field)));

        // Then
        ada.request().get(OWN).then().body("version", equalTo(0));
        setDefaults(0, "[{\"type\":\"a\",\"label\":\"\"}]").statusCode(400);
        setDefaults(0, "[{\"type\":\"a\"},{\"type\":\"a\"}]").statusCode(400);
    }

    @Test
    void usersMayNotSetThePreferencesOfAll() {
        // When
        ValidatableResponse answer = put(ada, DEFAULTS, "{\"version\":0,\"types\":[]}");

        // Then
        answer.statusCode(403).body("detail", containsString("administrator"));
        ada.request().get(DEFAULTS).then().statusCode(403);
        put(credentials.user("root", organization, "admin"), DEFAULTS, "{\"version\":0,\"types\":[]}")
                .statusCode(200);
    }

    @Test
    void listsCountsAndStreamsAgreeAboutRandomPreferences() {
        // Given
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        Map<Long, String> types = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            String type = RandomPreferences.type(random);
            types.put(send(type), type);
        }
        for (int version = 0; version < 12; version++) {
            List<TypePreference> own = RandomPreferences.own(random);
            List<TypeDefault> defaults = RandomPreferences.defaults(random);

            // When
            setDefaults(version, defaults).statusCode(200);
            set(version, own).statusCode(200);

            // Then
            Preferences preferences = Preferences.of(own, defaults, null);
            List<Long> shown = new ArrayList<>(types.keySet());
            shown.removeIf(id -> preferences.isMuted(types.get(id), Medium.IN_APP));
            shown.sort(Collections.reverseOrder());
            String as = "own " + own + ", defaults " + defaults;
            assertThat(ada.ids("?limit=100")).as(as).isEqualTo(shown);
            assertThat(ada.ids("?limit=100&unread=true")).as(as).isEqualTo(shown);
            assertThat(counted(ada).count()).as(as).isEqualTo(shown.size());
            try (SseStream stream = open("?lastEventId=00000000-0")) {
                Collections.reverse(shown);
                await().untilAsserted(() -> assertThat(stream.ids()).as(as).isEqualTo(shown));
            }
        }
    }

    private long send(String type) {
        return backend.created(Map.of("type", type, "audience", "organization"));
    }

    private ValidatableResponse mute(long version, String... patterns) {
        return set(
                version,
                List.of(patterns).stream()
                        .map(pattern -> new TypePreference(pattern, false, null, null))
                        .toList());
    }

    private ValidatableResponse set(long version, Object types) {
        return put(ada, OWN, body(version, types));
    }

    private ValidatableResponse setDefaults(long version, Object types) {
        return put(backend, DEFAULTS, body(version, types));
    }

    private static Object body(long version, Object types) {
        return types instanceof String json
                ? "{\"version\":" + version + ",\"types\":" + json + "}"
                : Map.of("version", version, "types", types);
    }

    private static ValidatableResponse put(ApiClient caller, String path, Object body) {
        return caller.request().body(body).put(path).then();
    }

    private static String many(int types) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < types; i++) {
            all.add("{\"type\":\"t" + i + "\"}");
        }
        return String.join(",", all);
    }

    private record Counted(long count, long unseen, long version, long preferences) {}

    private static Counted counted(ApiClient caller) {
        var json = caller.get("/unread").statusCode(200).extract().jsonPath();
        return new Counted(
                json.getLong("count"), json.getLong("unseen"), json.getLong("version"), json.getLong("preferences"));
    }

    private SseStream open(String query) {
        return open(ada, query);
    }

    private SseStream open(ApiClient caller, String query) {
        InetSocketAddress address = new InetSocketAddress(pod.getHost(), pod.getPort());
        SseStream stream = clients.open(
                SseRequest.stream(address, query).withCookie(caller.headers().get("Cookie")));
        await().until(() -> !stream.events().isEmpty());
        return stream;
    }
}
