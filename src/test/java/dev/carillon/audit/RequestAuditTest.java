package dev.carillon.audit;

import static io.restassured.RestAssured.given;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.audit.AuditLog.Line;
import dev.carillon.identity.Sha256;
import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.OpenStreams;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each event is recorded when it really happens, over HTTP, with its caller, origin and outcome. */
@IdentityTest
class RequestAuditTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String TRACE_PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    @Inject
    Credentials credentials;

    private final OpenStreams streams = new OpenStreams();
    private final AuditLog log = new AuditLog();
    private final String organization = "audit-" + UUID.randomUUID();

    /** The action that causes each event. It adds the further fields that the event's line must have. */
    private final Map<Class<? extends AuditEvent>, Consumer<Map<String, String>>> happenings = Map.ofEntries(
            entry(AuditEvent.SignInFailed.class, this::nobodyCreates),
            entry(AuditEvent.RequestRejected.class, this::foreignPageCreates),
            entry(AuditEvent.SessionEnded.class, this::backendEndsASession),
            entry(AuditEvent.TokenEnded.class, this::backendEndsAToken),
            entry(AuditEvent.UserDisconnected.class, this::backendDisconnectsAUser),
            entry(AuditEvent.UserExported.class, this::backendExportsAUser),
            entry(AuditEvent.UserErased.class, this::backendErasesAUser),
            entry(AuditEvent.WebhookCreated.class, this::backendMakesAWebhook),
            entry(AuditEvent.WebhookChanged.class, this::backendChangesAWebhook),
            entry(AuditEvent.WebhookDeleted.class, this::backendDeletesAWebhook),
            entry(AuditEvent.WebhookSecretRotated.class, this::backendRotatesASecret),
            entry(AuditEvent.HandoverRulesReplaced.class, this::backendSetsRules),
            entry(AuditEvent.KeyCreated.class, this::administratorMakesAKey),
            entry(AuditEvent.KeyFirstUsed.class, this::backendUsesItsKey),
            entry(AuditEvent.KeyRevoked.class, this::administratorRevokesAKey),
            entry(AuditEvent.ConsoleOpened.class, this::operatorLooks),
            entry(AuditEvent.DiagnosisAsked.class, this::backendAsksWhy),
            entry(AuditEvent.NotificationRecalled.class, this::backendRecalls),
            entry(AuditEvent.NotificationUpdated.class, this::senderUpdates),
            entry(AuditEvent.DefaultPreferencesSet.class, this::backendSetsPreferences));

    /** All that there are; {@code AuditTest} shows the one that is about the record itself. */
    static Stream<Class<?>> events() {
        return Stream.of(AuditEvent.class.getPermittedSubclasses()).filter(type -> type != AuditEvent.LeftOut.class);
    }

    @AfterEach
    void close() {
        streams.close();
        log.close();
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyEventIsRecordedAsItHappens(Class<? extends AuditEvent> event) {
        // Given
        Consumer<Map<String, String>> happening = happenings.get(event);
        assertThat(happening).as("action that causes %s", event).isNotNull();
        Map<String, String> expected = new HashMap<>();
        // When
        happening.accept(expected);
        // Then
        expected.put("event", AuditEvent.name(event));
        expected.putIfAbsent("from", "127.0.0.1");
        expected.putIfAbsent("trace", TRACE);
        await().untilAsserted(() -> assertThat(log.lines()).anySatisfy(line -> {
            assertThat(line.json().getJsonObject("mdc").getMap()).containsAllEntriesOf(expected);
            assertThat(line.thread()).isEqualTo("carillon-audit");
            assertThat(line.text()).startsWith("Audit: event=" + AuditEvent.name(event) + " outcome=");
        }));
    }

    private void nobodyCreates(Map<String, String> expected) {
        create("X-Api-Key", "ck_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        expected.putAll(Map.of("outcome", "rejected", "method", "POST"));
    }

    private void foreignPageCreates(Map<String, String> expected) {
        traced(credentials.user("26", organization))
                .and("Origin", "https://evil.example")
                .post("", "{}")
                .statusCode(403);
        expected.putAll(Map.of("outcome", "rejected", "rule", "origin", "method", "POST"));
    }

    private void backendEndsASession(Map<String, String> expected) {
        Credentials.Session session = credentials.session("26", organization);
        backend(expected).revoke("sessions", Map.of("sessionId", session.id())).statusCode(204);
        expected.put("target", "session:" + Sha256.hex(session.id()));
    }

    private void backendEndsAToken(Map<String, String> expected) {
        String jti = UUID.randomUUID().toString();
        backend(expected).revoke("tokens", Map.of("jti", jti)).statusCode(204);
        expected.put("outcome", "done");
    }

    private void backendDisconnectsAUser(Map<String, String> expected) {
        backend(expected).disconnect("26").statusCode(204);
        expected.putAll(Map.of("target", "26", "route", "/api/users/{id}/disconnect"));
    }

    private void administratorMakesAKey(Map<String, String> expected) {
        String id = keyId(key());
        expected.putAll(Map.of("outcome", "done", "organization", organization, "by", "1", "key", id));
    }

    private void backendExportsAUser(Map<String, String> expected) {
        backend(expected).request().get("/api/users/27/data").then().statusCode(200);
        expected.put("target", "27");
    }

    private void backendErasesAUser(Map<String, String> expected) {
        backend(expected).request().delete("/api/users/27/data").then().statusCode(200);
        expected.put("target", "27");
    }

    private void backendSetsPreferences(Map<String, String> expected) {
        backend(expected)
                .request()
                .body("{\"version\":0,\"types\":[]}")
                .put("/api/preferences/defaults")
                .then()
                .statusCode(200);
        expected.put("version", "1");
    }

    private void backendMakesAWebhook(Map<String, String> expected) {
        expected.put("webhook", webhook(backend(expected)));
    }

    private void backendChangesAWebhook(Map<String, String> expected) {
        ApiClient backend = backend(expected);
        String id = webhook(backend);
        backend.request()
                .body(Map.of("enabled", false))
                .patch("/api/webhooks/" + id)
                .then()
                .statusCode(200);
        expected.put("webhook", id);
    }

    private void backendDeletesAWebhook(Map<String, String> expected) {
        ApiClient backend = backend(expected);
        String id = webhook(backend);
        backend.request().delete("/api/webhooks/" + id).then().statusCode(204);
        expected.put("webhook", id);
    }

    private void backendRotatesASecret(Map<String, String> expected) {
        ApiClient backend = backend(expected);
        String id = webhook(backend);
        backend.request().post("/api/webhooks/" + id + "/secret").then().statusCode(200);
        expected.put("webhook", id);
    }

    private void backendSetsRules(Map<String, String> expected) {
        backend(expected)
                .request()
                .body("{\"rules\":[{\"types\":\"payment.*\",\"afterSeconds\":300}]}")
                .put("/api/handover")
                .then()
                .statusCode(200);
        expected.put("rules", "1");
    }

    private static String webhook(ApiClient backend) {
        return backend.request()
                .body(Map.of("url", "https://hooks.example.com/", "events", List.of("notification.created")))
                .post("/api/webhooks")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private void backendUsesItsKey(Map<String, String> expected) {
        String key = key();
        create("X-Api-Key", key).statusCode(201);
        expected.putAll(Map.of("outcome", "done", "by", "key:" + keyId(key), "key", keyId(key)));
    }

    private void administratorRevokesAKey(Map<String, String> expected) {
        String id = keyId(key());
        administrator().revokeKey(id).statusCode(204);
        expected.putAll(Map.of("outcome", "done", "organization", organization, "by", "1", "key", id));
    }

    private ApiClient backend(Map<String, String> expected) {
        String key = key();
        expected.putAll(Map.of("outcome", "done", "organization", organization, "by", "key:" + keyId(key)));
        return traced(ApiClient.withKey(key));
    }

    private ApiClient administrator() {
        return traced(credentials.admin(organization));
    }

    private static ApiClient traced(ApiClient client) {
        return client.and("traceparent", TRACE_PARENT);
    }

    private void operatorLooks(Map<String, String> expected) {
        traced(credentials.user("7", organization, "carillon-operator"))
                .request()
                .get("/console")
                .then()
                .statusCode(200);
        expected.putAll(Map.of("outcome", "done", "by", "7", "organization", organization, "part", "page"));
    }

    private void backendRecalls(Map<String, String> expected) {
        String key = key();
        int id = create("X-Api-Key", key).statusCode(201).extract().path("id");
        traced(ApiClient.withKey(key)).post("/" + id + "/recall", "").statusCode(200);
        expected.putAll(Map.of(
                "outcome",
                "done",
                "organization",
                organization,
                "by",
                "key:" + keyId(key),
                "route",
                "/api/notifications/{id}/recall",
                "notification",
                Integer.toString(id)));
    }

    private void senderUpdates(Map<String, String> expected) {
        ApiClient sender = traced(credentials.user("26", organization));
        long id = sender.created("before", "");
        sender.post("/" + id + "/update", "{\"title\":\"t\",\"message\":\"m\"}").statusCode(200);
        expected.putAll(Map.of(
                "outcome", "done",
                "by", "26",
                "route", "/api/notifications/{id}/update",
                "notification", Long.toString(id)));
    }

    private void backendAsksWhy(Map<String, String> expected) {
        String key = key();
        int id = create("X-Api-Key", key).statusCode(201).extract().path("id");
        traced(ApiClient.withKey(key)).get("/" + id + "/diagnosis?user=26").statusCode(200);
        expected.putAll(Map.of(
                "outcome",
                "done",
                "organization",
                organization,
                "by",
                "key:" + keyId(key),
                "credential",
                "key:" + keyId(key),
                "route",
                "/api/notifications/{id}/diagnosis",
                "notification",
                Integer.toString(id),
                "user",
                "26"));
    }

    @ParameterizedTest
    @CsvSource({
        "Cookie, connect.sid=s%3Aabc.forged, cookie, bad_signature",
        "X-Api-Key, ck_short, key, malformed",
        "X-Api-Key, ck_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, key, not_in_force",
        "Authorization, Bearer eyJhbGciOiJub25lIn0.e30., token, not_in_force",
    })
    void signInThatFailsIsRecordedWithItsWayAndNeverTheCredential(
            String header, String value, String way, String fault) {
        // When
        create(header, value).statusCode(401);
        // Then
        Line line = only(AuditEvent.SignInFailed.class);
        assertThat(line.field("way")).isEqualTo(way);
        assertThat(line.field("fault")).isEqualTo(fault);
        assertThat(line.json().encode()).doesNotContain(value, "forged", "AAAAAAA", "eyJ");
    }

    @Test
    void endedSessionIsRecordedAsACookieThatIsNotInForce() {
        // Given
        Credentials.Session session = credentials.expiredSession("26", organization);
        // When
        create("Cookie", session.cookie()).statusCode(401);
        // Then
        Line line = only(AuditEvent.SignInFailed.class);
        assertThat(line.field("way")).isEqualTo("cookie");
        assertThat(line.field("fault")).isEqualTo("not_in_force");
        assertThat(line.json().encode()).doesNotContain(session.id());
    }

    @Test
    void ticketThatWasUsedIsRecorded() {
        // When
        ApiClient.nobody().get("/stream?ticket=" + "A".repeat(43)).statusCode(401);
        // Then
        Line line = only(AuditEvent.SignInFailed.class);
        assertThat(line.field("way")).isEqualTo("ticket");
        assertThat(line.field("fault")).isEqualTo("not_in_force");
        assertThat(line.json().encode()).doesNotContain("AAAA");
    }

    @Test
    void keyIsRecordedOnceHoweverOftenItIsUsed() {
        // Given
        String key = key();
        // When
        create("X-Api-Key", key).statusCode(201);
        create("X-Api-Key", key).statusCode(201);
        create("X-Api-Key", "ck_short").statusCode(401);
        // Then
        only(AuditEvent.SignInFailed.class);
        Line line = only(AuditEvent.KeyFirstUsed.class);
        assertThat(line.field("key")).isEqualTo(keyId(key));
        assertThat(line.field("by")).isEqualTo("key:" + keyId(key));
        assertThat(line.field("organization")).isEqualTo(organization);
    }

    @Test
    void forbiddenCallerIsRecordedWithItsNameAndTheRouteAndNotThePath() {
        // Given
        ApiClient user = credentials.user("26", organization);

        // When
        user.disconnect("somebody-else").statusCode(403);
        // Then
        Line line = only(AuditEvent.RequestRejected.class);
        assertThat(line.field("rule")).isEqualTo("right");
        assertThat(line.field("by")).isEqualTo("26");
        assertThat(line.field("route")).isEqualTo("/api/users/{id}/disconnect");
        assertThat(line.text()).doesNotContain("somebody-else");
    }

    @Test
    void callerBeyondItsBudgetIsRecorded() {
        // Given
        String cookie = credentials.session("26", organization).cookie();
        Map<String, Object> batch = Map.of(
                "notifications",
                Collections.nCopies(100, Map.of("userId", "26", "type", "test", "title", "t", "message", "m")));
        // When more is created at once than any machine takes in the time that gives it back
        boolean rejected = IntStream.range(0, 100)
                .anyMatch(i -> traced(ApiClient.with("Cookie", cookie))
                                .post("/batch", batch)
                                .extract()
                                .statusCode()
                        == 429);
        assertThat(rejected).isTrue();
        // Then
        await().untilAsserted(() -> assertThat(log.of(AuditEvent.RequestRejected.class))
                .anySatisfy(line -> {
                    assertThat(line.field("rule")).isEqualTo("limit");
                    assertThat(line.field("organization")).isEqualTo(organization);
                    assertThat(line.field("outcome")).isEqualTo("rejected");
                }));
    }

    @Test
    void consoleStreamIsRecorded() {
        // Given
        String cookie =
                credentials.session("7", organization, "carillon-operator").cookie();
        // When
        credentials
                .user("26", organization)
                .request()
                .get("/api/console/stream")
                .then()
                .statusCode(403);
        streams.open(OpenStreams.console().withCookie(cookie));
        // Then
        await().untilAsserted(() -> assertThat(log.of(AuditEvent.ConsoleOpened.class))
                .anySatisfy(line -> assertThat(line.field("part")).isEqualTo("stream")));
        assertThat(only(AuditEvent.RequestRejected.class).field("rule")).isEqualTo("right");
    }

    @Test
    void forwardedAddressFromAnUntrustedPeerIsIgnored() {
        // When
        given().header("X-Forwarded-For", "203.0.113.9")
                .header("Forwarded", "for=203.0.113.9")
                .get("/api/notifications")
                .then()
                .statusCode(401);
        // Then
        Line line = only(AuditEvent.SignInFailed.class);
        assertThat(line.field("from")).isEqualTo("127.0.0.1");
        assertThat(line.field("way")).isEqualTo("none");
        assertThat(line.field("fault")).isEqualTo("missing");
    }

    private Line only(Class<? extends AuditEvent> event) {
        await().until(() -> !log.of(event).isEmpty());
        assertThat(log.of(event)).hasSize(1);
        return log.of(event).get(0);
    }

    private String key() {
        return administrator().key();
    }

    private static String keyId(String key) {
        return key.split("_")[1];
    }

    private static ValidatableResponse create(String header, String value) {
        return traced(ApiClient.with(header, value)).create(Map.of("userId", "26"));
    }
}
