package dev.carillon.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.MeterRegistry;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@IdentityTest
class ApiKeyTest {

    @Inject
    Credentials credentials;

    @Inject
    MeterRegistry registry;

    @Test
    void keyCreatesForAnyUserOfItsOrganization() {
        // Given
        String key = key("keys-1", false);
        // When
        ValidatableResponse answer = notify("X-Api-Key", key, Map.of("userId", "77"));
        // Then
        answer.statusCode(201);
        notify("Authorization", "Bearer " + key, Map.of("audience", "organization"))
                .statusCode(201);
    }

    @Test
    void keyHasNoNotificationsOfItsOwn() {
        // Given
        String key = key("keys-1", false);
        // When
        ValidatableResponse answer = notify("X-Api-Key", key, Map.of());
        // Then
        answer.statusCode(400).body("errors[0].field", equalTo("userId"));
    }

    @Test
    void keyHasNoStreamOfItsOwn() {
        // Given
        String key = key("keys-1", false);
        // When
        ValidatableResponse answer = given().header("X-Api-Key", key)
                .get("/api/notifications/stream")
                .then();
        // Then
        answer.statusCode(403).contentType("application/problem+json");
    }

    @Test
    void keyIsShownOnceAndStoredAsADigest() throws SQLException {
        // Given
        String admin = credentials.session("1", "keys-2", "admin").cookie();
        String key = create(admin, false).extract().path("key");
        // When
        ValidatableResponse list =
                given().header("Cookie", admin).get("/api/api-keys").then();
        // Then
        list.statusCode(200)
                .body("name", hasItem("backend"))
                .body("key", everyItem(nullValue()))
                .body("hash", everyItem(nullValue()))
                .body("createdBy", everyItem(equalTo("1")));
        try (Connection connection = SharedServices.database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set carillon.organization = 'keys-2'");
            try (ResultSet rows = statement.executeQuery("select k::text from api_key k")) {
                assertTrue(rows.next());
                do {
                    assertFalse(rows.getString(1).contains(key.substring(20)));
                } while (rows.next());
            }
        }
    }

    @Test
    void revokedKeyIsRefusedAtOnce() {
        // Given
        String admin = credentials.session("1", "keys-3", "admin").cookie();
        ValidatableResponse created = create(admin, false);
        String key = created.extract().path("key");
        notify("X-Api-Key", key, Map.of("userId", "7")).statusCode(201);
        // When
        given().header("Cookie", admin)
                .delete("/api/api-keys/" + created.extract().path("id"))
                .then()
                .statusCode(204);
        // Then
        Eventually.within(
                1, () -> notify("X-Api-Key", key, Map.of("userId", "7")).statusCode(401));
    }

    @Test
    void keyOfAnotherOrganizationCannotBeRevokedNorSeen() {
        // Given
        String mine = credentials.session("1", "keys-4", "admin").cookie();
        String theirs = credentials.session("1", "keys-5", "admin").cookie();
        ValidatableResponse created = create(mine, false);
        // When
        ValidatableResponse answer = given().header("Cookie", theirs)
                .delete("/api/api-keys/" + created.extract().path("id"))
                .then();
        // Then
        answer.statusCode(404);
        given().header("Cookie", theirs).get("/api/api-keys").then().body("$.size()", equalTo(0));
        notify("X-Api-Key", created.extract().path("key"), Map.of("userId", "7"))
                .statusCode(201);
    }

    @Test
    void onlyAdministratorsManageKeys() {
        // Given
        String user = credentials.session("1", "keys-6").cookie();
        String plainKey = key("keys-6", false);
        String adminKey = key("keys-6", true);
        // When
        ValidatableResponse answer = create(user, false);
        // Then
        answer.statusCode(403);
        given().header("X-Api-Key", plainKey).get("/api/api-keys").then().statusCode(403);
        given().header("X-Api-Key", adminKey).get("/api/api-keys").then().statusCode(200);
    }

    @Test
    void keyThatHasExpiredIsRefused() {
        // Given
        String admin = credentials.session("1", "keys-7", "admin").cookie();
        // When
        String key = given().contentType("application/json")
                .header("Cookie", admin)
                .body(Map.of("name", "short", "expiresAt", Instant.now().plusMillis(700)))
                .post("/api/api-keys")
                .then()
                .statusCode(201)
                .body("expiresAt", not(emptyOrNullString()))
                .extract()
                .path("key");
        // Then
        Eventually.within(
                3, () -> notify("X-Api-Key", key, Map.of("userId", "7")).statusCode(401));
    }

    @Test
    void keyOfWhichNothingIsSaidCreatesAndDoesNothingElseForAYear() {
        // Given
        String admin = credentials.session("1", "keys-9", "admin").cookie();
        // When
        ValidatableResponse created = create("Cookie", admin, Map.of("name", "least"));
        // Then
        created.statusCode(201).body("scopes", equalTo(List.of("publish")));
        Instant end = Instant.parse(created.extract().path("expiresAt"));
        assertTrue(end.isAfter(Instant.now().plus(Duration.ofDays(364))));
        assertTrue(end.isBefore(Instant.now().plus(Duration.ofDays(366))));
        String key = created.extract().path("key");
        notify("X-Api-Key", key, Map.of("userId", "7")).statusCode(201);
        given().header("X-Api-Key", key)
                .get("/api/notifications")
                .then()
                .statusCode(403)
                .body("detail", equalTo("The API key lacks the scope read."));
        given().header("Cookie", admin)
                .get("/api/api-keys")
                .then()
                .body("scopes", equalTo(List.of(List.of("publish"))))
                .body("expiresAt", everyItem(not(emptyOrNullString())));
    }

    @Test
    void keyGivesOnlyWhatItHas() {
        // Given
        String admin = credentials.session("1", "keys-10", "admin").cookie();
        String key = create("Cookie", admin, Map.of("name", "n", "admin", true, "scopes", List.of("publish", "manage")))
                .statusCode(201)
                .extract()
                .path("key");
        // Then
        create("X-Api-Key", key, Map.of("name", "same", "scopes", List.of("publish")))
                .statusCode(201);
        create("X-Api-Key", key, Map.of("name", "more", "scopes", List.of("publish", "read")))
                .statusCode(403)
                .body("detail", equalTo("The API key lacks the scope read."));
        create("X-Api-Key", key, Map.of("name", "more", "admin", true)).statusCode(403);
    }

    @Test
    void nobodyGivesOverHttpWhatLooksBeyondTheOrganization() {
        // Given
        String admin = credentials.session("1", "keys-11", "admin").cookie();
        // When
        ValidatableResponse answer = create("Cookie", admin, Map.of("name", "n", "scopes", List.of("operate")));
        // Then
        answer.statusCode(403).body("detail", containsString("create-api-key"));
    }

    @Test
    void whatNoKeyCanBeIsRefused() {
        // Given
        String admin = credentials.session("1", "keys-12", "admin").cookie();
        Map<String, Map<String, Object>> wrong = Map.of(
                "no scope", Map.of("name", "n", "scopes", List.of()),
                "an unknown scope", Map.of("name", "n", "scopes", List.of("everything")),
                "a scope by number", Map.of("name", "n", "scopes", List.of(3)),
                "an administrator without manage", Map.of("name", "n", "admin", true, "scopes", List.of("publish")),
                "for ever", Map.of("name", "n", "expiresAt", Instant.now().plus(Duration.ofDays(731))),
                "yesterday", Map.of("name", "n", "expiresAt", Instant.now().minus(Duration.ofDays(1))));
        // Then
        wrong.forEach((name, body) ->
                assertEquals(400, create("Cookie", admin, body).extract().statusCode(), name));
    }

    @Test
    void organizationHasOnlySoManyKeysUntilOneIsRevoked() {
        // Given
        String admin = credentials.session("1", "keys-8", "admin").cookie();
        String last = null;
        for (int i = 0; i < 20; i++) {
            last = create(admin, false).statusCode(201).extract().path("id");
        }
        double refused = refusedForTooManyKeys();
        // When
        ValidatableResponse answer = create(admin, false);
        // Then
        answer.statusCode(409).contentType("application/problem+json");
        assertEquals(refused + 1, refusedForTooManyKeys());
        given().header("Cookie", admin).delete("/api/api-keys/" + last).then().statusCode(204);
        create(admin, false).statusCode(201);
    }

    private double refusedForTooManyKeys() {
        return registry.counter("carillon.limit.refused", "limit", "api_keys").count();
    }

    @Test
    void madeUpKeysAreRefused() {
        // Given
        String key = key("keys-1", false);
        // When
        ValidatableResponse answer = notify("X-Api-Key", key.substring(0, 20) + "A".repeat(43), Map.of("userId", "7"));
        // Then
        answer.statusCode(401).body(equalTo(Unauthorized.BODY));
        notify("X-Api-Key", "ck_0000000000000000_" + "A".repeat(43), Map.of("userId", "7"))
                .statusCode(401);
        notify("X-Api-Key", "' or 1=1 --", Map.of("userId", "7")).statusCode(401);
    }

    private String key(String organization, boolean admin) {
        return create(credentials.session("1", organization, "admin").cookie(), admin)
                .statusCode(201)
                .body("key", startsWith("ck_"))
                .extract()
                .path("key");
    }

    /** One that may do all that a key may do within its organization. */
    static ValidatableResponse create(String cookie, boolean admin) {
        return create(
                "Cookie",
                cookie,
                Map.of("name", "backend", "admin", admin, "scopes", List.of("publish", "read", "manage")));
    }

    static ValidatableResponse create(String header, String value, Map<String, Object> body) {
        return given().contentType("application/json")
                .header(header, value)
                .body(body)
                .post("/api/api-keys")
                .then();
    }

    private static ValidatableResponse notify(String header, String value, Map<String, String> more) {
        Map<String, String> body = new HashMap<>(Map.of("type", "test", "title", "t", "message", "m"));
        body.putAll(more);
        return given().contentType("application/json")
                .header(header, value)
                .body(body)
                .post("/api/notifications")
                .then();
    }
}
