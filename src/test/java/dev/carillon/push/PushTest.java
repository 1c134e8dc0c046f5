package dev.carillon.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.carillon.push.FakePushService.Pushed;
import dev.carillon.push.FakePushService.Reply;
import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Sql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Browsers of this test at a push service of this machine. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class PushTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SUBSCRIPTIONS = "/api/push/subscriptions";

    @Inject
    Credentials credentials;

    private final FakePushService service = new FakePushService();
    private final FakeBrowser phone = new FakeBrowser("phone", service);
    private final FakeBrowser desk = new FakeBrowser("desk", service);
    private String organization;
    private ApiClient backend;
    private ApiClient ada;
    private ApiClient eve;

    @BeforeEach
    void signIn() {
        organization = Credentials.newOrganization();
        backend = credentials.backend(organization);
        ada = credentials.user("ada", organization);
        eve = credentials.user("eve", organization);
    }

    /** Otherwise the pod goes on pushing what waits to a push service that has gone. */
    @AfterEach
    void close() {
        service.close();
        Sql.ofOwner().run("delete from push_subscription where organization_id = ?", organization);
    }

    @Test
    void notificationThatNobodySawIsPushedEncryptedAndSigned() throws Exception {
        // Given
        rules("{\"types\":\"*\",\"afterSeconds\":0,\"media\":[\"push\"]}");
        put(ada, phone).statusCode(200);
        String expires = Instant.now().plusSeconds(3_600).toString();

        // When
        backend.created(Map.of(
                "type",
                "payment",
                "title",
                "Zahlung bestätigt ✓",
                "message",
                "12 €",
                "userId",
                "ada",
                "actionUrl",
                "/payments/7",
                "expiresAt",
                expires));

        // Then
        await().atMost(PATIENCE).until(() -> phone.requests().size() == 1);
        JsonObject message = phone.messages().get(0);
        assertThat(message.getInteger("web_push")).isEqualTo(8030);
        assertThat(message.getLong("app_badge")).isEqualTo(1);
        assertThat(message.getJsonObject("notification").getString("title")).isEqualTo("Zahlung bestätigt ✓");
        assertThat(message.getJsonObject("notification").getString("navigate"))
                .isEqualTo("https://app.example.com/payments/7");
        Pushed request = phone.requests().get(0);
        assertThat(request.header("Content-Encoding")).isEqualTo("aes128gcm");
        assertThat(request.header("Urgency")).isEqualTo("normal");
        assertThat(Integer.parseInt(request.header("TTL"))).isBetween(3_000, 3_600);
        JsonObject claims = claims(request);
        assertThat(claims.getString("aud")).isEqualTo(service.url());
        assertThat(claims.getString("sub")).isEqualTo("mailto:nobody@example.com");
        assertThat(Instant.ofEpochSecond(claims.getLong("exp")))
                .isBetween(Instant.now(), Instant.now().plus(Duration.ofHours(24)));
    }

    /** The claims of a request's signature (RFC 8292), if it is valid. */
    private static JsonObject claims(Pushed request) throws Exception {
        String[] parts = request.header("Authorization").split("(vapid t=|, k=)");
        assertThat(parts[2]).isEqualTo(EmbeddedResource.PUSH_PUBLIC_KEY);
        JsonWebSignature token = new JsonWebSignature();
        token.setCompactSerialization(parts[1]);
        token.setKey(PushDecoder.publicKey(PushDecoder.bytes(parts[2])));
        assertThat(token.verifySignature()).isTrue();
        assertThat(token.getAlgorithmHeaderValue()).isEqualTo("ES256");
        return new JsonObject(token.getPayload());
    }

    @Test
    void recallAndReadingElsewhereWithdrawWhatBrowsersShow() {
        // Given
        rules("{\"types\":\"*\",\"afterSeconds\":0}");
        put(ada, phone).statusCode(200);
        put(ada, desk).statusCode(200);
        long recalled = backend.created("first", ",\"userId\":\"ada\"");
        await().atMost(PATIENCE).until(() -> phone.shown().size() + desk.shown().size() == 2 && delivered() == 2);

        // When
        backend.post("/" + recalled + "/recall", "").statusCode(200);

        // Then
        await().atMost(PATIENCE).until(() -> phone.shown().size() + desk.shown().size() == 4);
        assertThat(phone.shown()).containsExactly("first", "-" + recalled);

        // When
        long read = backend.created("second", ",\"userId\":\"ada\"");
        await().atMost(PATIENCE).until(() -> phone.shown().size() + desk.shown().size() == 6 && delivered() == 2);
        ada.patch(read, "{\"isRead\":true}").statusCode(200);

        // Then
        await().atMost(PATIENCE).until(() -> phone.shown().size() + desk.shown().size() == 8);
        assertThat(desk.shown()).endsWith("second", "-" + read);
        assertThat(desk.messages().get(3).getLong("app_badge")).isZero();
    }

    private long delivered() {
        return Sql.ofOwner()
                .number(
                        "select count(*) from push_message where organization_id = ? and state = 'delivered' and not withdraws",
                        organization);
    }

    @Test
    void ruleForAnotherMediumPushesNothing() {
        // Given
        rules(
                "{\"types\":\"quiet\",\"afterSeconds\":0,\"media\":[\"webhook\"]},{\"types\":\"loud\",\"afterSeconds\":0}");
        put(ada, phone).statusCode(200);

        // When
        backend.created(Map.of("type", "quiet", "title", "not pushed", "userId", "ada"));
        backend.created(Map.of("type", "loud", "title", "pushed", "userId", "ada"));

        // Then
        await().atMost(PATIENCE).until(() -> phone.shown().size() == 1);
        assertThat(phone.shown()).containsExactly("pushed");
        backend.request()
                .get("/api/handover")
                .then()
                .body("rules[0].media", equalTo(List.of("webhook")))
                .body("rules[1].media", equalTo(null));
    }

    /** Otherwise it would show what is for the user before. */
    @Test
    void browserBelongsToTheLastUserWhoHasSignedInThere() {
        // Given
        rules("{\"types\":\"*\",\"afterSeconds\":0}");
        String id = put(ada, phone).statusCode(200).extract().path("id");
        ApiClient stranger = credentials.user("ada", Credentials.newOrganization());

        // When
        put(eve, phone).statusCode(200).body("id", equalTo(id));
        backend.created("to ada", ",\"userId\":\"ada\"");
        backend.created("to eve", ",\"userId\":\"eve\"");

        // Then
        await().atMost(PATIENCE).until(() -> phone.shown().contains("to eve"));
        assertThat(phone.shown()).containsExactly("to eve");
        ada.request().get(SUBSCRIPTIONS).then().body("subscriptions", hasSize(0));
        put(stranger, phone).statusCode(200);
        eve.request().get(SUBSCRIPTIONS).then().body("subscriptions", hasSize(0));
        String others = stranger.request().get(SUBSCRIPTIONS).then().extract().path("subscriptions[0].id");
        eve.request().delete(SUBSCRIPTIONS + "/" + others).then().statusCode(404);
        stranger.request().delete(SUBSCRIPTIONS + "/" + others).then().statusCode(204);
    }

    @Test
    void browserIsListedRenewedAndEnded() {
        // Given
        String id = put(ada, phone).statusCode(200).extract().path("id");
        put(ada, phone).statusCode(200).body("id", equalTo(id));

        // Then
        ada.request()
                .get(SUBSCRIPTIONS)
                .then()
                .statusCode(200)
                .body("subscriptions", hasSize(1))
                .body("subscriptions[0].service", equalTo(service.url()))
                .body("subscriptions[0].page", equalTo(FakeBrowser.PAGE))
                .body(not(containsString("auth")));
        ada.request().delete(SUBSCRIPTIONS + "/" + id).then().statusCode(204);
        ada.request().delete(SUBSCRIPTIONS + "/" + id).then().statusCode(404);
    }

    @Test
    void subscriptionTakesThePlaceOfTheCallersOwnAlone() {
        // Given
        String id = put(ada, phone).statusCode(200).extract().path("id");

        // When
        ValidatableResponse hers = replace(eve, desk, id);
        ValidatableResponse unknown = replace(ada, desk, "0".repeat(32));
        ValidatableResponse none = replace(ada, desk, "phone");

        // Then
        hers.statusCode(404);
        unknown.statusCode(404);
        none.statusCode(400).body("errors[0].field", equalTo("replaces"));
        eve.request().get(SUBSCRIPTIONS).then().body("subscriptions", hasSize(0));

        // When
        String other = replace(ada, desk, id).statusCode(200).extract().path("id");

        // Then
        ada.request().get(SUBSCRIPTIONS).then().body("subscriptions.id", equalTo(List.of(other)));
        assertThat(other).isNotEqualTo(id);
    }

    private ValidatableResponse replace(ApiClient user, FakeBrowser browser, String id) {
        Map<String, Object> body = new HashMap<>(browser.json());
        body.put("replaces", id);
        return user.request().body(body).put(SUBSCRIPTIONS).then();
    }

    @Test
    void eleventhBrowserEndsTheOneThatWasNotOpenedForLongest() {
        // When
        for (int i = 0; i < 11; i++) {
            put(ada, new FakeBrowser("b" + i, service)).statusCode(200);
        }

        // Then
        List<String> kept = ada.request().get(SUBSCRIPTIONS).then().extract().path("subscriptions.id");
        String first = put(ada, new FakeBrowser("b0", service)).extract().path("id");
        assertThat(kept).hasSize(10).doesNotContain(first);
    }

    @Test
    void keyIsToldToUsers() {
        ada.request()
                .get("/api/push")
                .then()
                .statusCode(200)
                .body("enabled", equalTo(true))
                .body("publicKey", equalTo(EmbeddedResource.PUSH_PUBLIC_KEY));
    }

    @ParameterizedTest
    @CsvSource({
        "endpoint, ftp://push.example.net/x",
        "endpoint, https://user@push.example.net/x",
        "keys.p256dh, BIqco",
        "keys.p256dh, BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "keys.auth, AAAA",
        "keys.auth, ***",
        "page, /inbox",
        "page, javascript:alert(1)",
    })
    void subscriptionThatCannotBeUsedIsRejected(String field, String value) {
        // Given
        Map<String, Object> body = new HashMap<>(phone.json());
        if (field.startsWith("keys.")) {
            Map<Object, Object> keys = new HashMap<>((Map<?, ?>) body.get("keys"));
            keys.put(field.substring(5), value);
            body.put("keys", keys);
        } else {
            body.put(field, value);
        }

        // When
        ValidatableResponse answer = ada.request().body(body).put(SUBSCRIPTIONS).then();

        // Then
        answer.statusCode(400).body("errors[0].field", equalTo(field));
    }

    /** The address of a push service is as little trusted as that of a webhook. */
    @Test
    void addressOfAPrivateNetworkIsNeverCalled() {
        // Given
        rules("{\"types\":\"*\",\"afterSeconds\":0}");
        Map<String, Object> inside = new HashMap<>(phone.json());
        inside.put("endpoint", "http://10.0.0.1/x");
        ada.request().body(inside).put(SUBSCRIPTIONS).then().statusCode(200);

        // When
        backend.created("first", ",\"userId\":\"ada\"");

        // Then
        String dead = "select count(*) from push_message where organization_id = ? and state = 'dead'"
                + " and reason = 'address_not_allowed' and attempts = 3";
        await().atMost(PATIENCE).until(() -> Sql.ofOwner().number(dead, organization) == 1);
    }

    @Test
    void pushServiceThatFailsIsTriedAgainUntilTheMessageIsDead() {
        // Given
        rules("{\"types\":\"*\",\"afterSeconds\":0}");
        service.reply(pushed -> new Reply(500));
        put(ada, phone).statusCode(200);

        // When
        backend.created("first", ",\"userId\":\"ada\"");

        // Then
        String dead = "select count(*) from push_message where organization_id = ? and state = 'dead' and status = 500";
        await().atMost(PATIENCE).until(() -> Sql.ofOwner().number(dead, organization) == 1);
        assertThat(phone.requests()).hasSize(3);
    }

    private ValidatableResponse put(ApiClient user, FakeBrowser browser) {
        return user.request().body(browser.json()).put(SUBSCRIPTIONS).then();
    }

    private void rules(String rules) {
        backend.request()
                .body("{\"rules\":[" + rules + "]}")
                .put("/api/handover")
                .then()
                .statusCode(200);
    }
}
