package dev.carillon.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.Eventually;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
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
        ValidatableResponse answer = ApiClient.withKey(key).create(Map.of("userId", "77"));
        // Then
        answer.statusCode(201);
        ApiClient.withBearer(key).create(Map.of("audience", "organization")).statusCode(201);
    }

    @Test
    void keyHasNoNotificationsOfItsOwn() {
        // Given
        String key = key("keys-1", false);
        // When
        ValidatableResponse answer = ApiClient.withKey(key).create(Map.of());
        // Then
        answer.statusCode(400).body("errors[0].field", equalTo("userId"));
    }

    @Test
    void keyHasNoStreamOfItsOwn() {
        // Given
        String key = key("keys-1", false);
        // When
        ValidatableResponse answer = ApiClient.withKey(key).get("/stream");
        // Then
        answer.statusCode(403).contentType("application/problem+json");
    }

    @Test
    void keyIsShownOnceAndStoredAsADigest() {
        // Given
        ApiClient admin = credentials.admin("keys-2");
        String key = admin.createKey(false).extract().path("key");
        // When
        ValidatableResponse list = admin.keys();
        // Then
        list.statusCode(200)
                .body("name", hasItem("backend"))
                .body("key", everyItem(nullValue()))
                .body("hash", everyItem(nullValue()))
                .body("createdBy", everyItem(equalTo("1")));
        assertThat(Sql.ofOwner().list("select k::text from api_key k where organization_id = 'keys-2'"))
                .isNotEmpty()
                .noneMatch(row -> row.contains(key.substring(20)));
    }

    @Test
    void revokedKeyIsRejectedAtOnce() {
        // Given
        ApiClient admin = credentials.admin("keys-3");
        ValidatableResponse created = admin.createKey(false);
        String key = created.extract().path("key");
        ApiClient.withKey(key).create(Map.of("userId", "7")).statusCode(201);
        // When
        admin.revokeKey(created.extract().path("id")).statusCode(204);
        // Then
        Eventually.within(
                1, () -> ApiClient.withKey(key).create(Map.of("userId", "7")).statusCode(401));
    }

    @Test
    void keyOfAnotherOrganizationCannotBeRevokedNorSeen() {
        // Given
        ApiClient mine = credentials.admin("keys-4");
        ApiClient theirs = credentials.admin("keys-5");
        ValidatableResponse created = mine.createKey(false);
        // When
        ValidatableResponse answer = theirs.revokeKey(created.extract().path("id"));
        // Then
        answer.statusCode(404);
        theirs.keys().body("$.size()", equalTo(0));
        ApiClient.withKey(created.extract().path("key"))
                .create(Map.of("userId", "7"))
                .statusCode(201);
    }

    @Test
    void onlyAdministratorsManageKeys() {
        // Given
        ApiClient user = credentials.user("1", "keys-6");
        String plainKey = key("keys-6", false);
        String adminKey = key("keys-6", true);
        // When
        ValidatableResponse answer = user.createKey(false);
        // Then
        answer.statusCode(403);
        ApiClient.withKey(plainKey).keys().statusCode(403);
        ApiClient.withKey(adminKey).keys().statusCode(200);
    }

    @Test
    void keyThatHasExpiredIsRejected() {
        // Given
        ApiClient admin = credentials.admin("keys-7");
        // When
        String key = admin.createKey(
                        Map.of("name", "short", "expiresAt", Instant.now().plusMillis(700)))
                .statusCode(201)
                .body("expiresAt", not(emptyOrNullString()))
                .extract()
                .path("key");
        // Then
        Eventually.within(
                3, () -> ApiClient.withKey(key).create(Map.of("userId", "7")).statusCode(401));
    }

    @Test
    void keyOfWhichNothingIsSaidCreatesAndDoesNothingElseForAYear() {
        // Given
        ApiClient admin = credentials.admin("keys-9");
        // When
        ValidatableResponse created = admin.createKey(Map.of("name", "least"));
        // Then
        created.statusCode(201).body("scopes", equalTo(List.of("publish")));
        Instant end = Instant.parse(created.extract().path("expiresAt"));
        assertTrue(end.isAfter(Instant.now().plus(Duration.ofDays(364))));
        assertTrue(end.isBefore(Instant.now().plus(Duration.ofDays(366))));
        String key = created.extract().path("key");
        ApiClient.withKey(key).create(Map.of("userId", "7")).statusCode(201);
        ApiClient.withKey(key).get("").statusCode(403).body("detail", equalTo("The API key lacks the scope read."));
        admin.keys()
                .body("scopes", equalTo(List.of(List.of("publish"))))
                .body("expiresAt", everyItem(not(emptyOrNullString())));
    }

    @Test
    void keyGivesOnlyWhatItHas() {
        // Given
        ApiClient admin = credentials.admin("keys-10");
        String key = admin.createKey(Map.of("name", "n", "admin", true, "scopes", List.of("publish", "manage")))
                .statusCode(201)
                .extract()
                .path("key");
        // Then
        ApiClient.withKey(key)
                .createKey(Map.of("name", "same", "scopes", List.of("publish")))
                .statusCode(201);
        ApiClient.withKey(key)
                .createKey(Map.of("name", "more", "scopes", List.of("publish", "read")))
                .statusCode(403)
                .body("detail", equalTo("The API key lacks the scope read."));
        ApiClient.withKey(key).createKey(Map.of("name", "more", "admin", true)).statusCode(403);
    }

    @Test
    void nobodyGivesOverHttpWhatLooksBeyondTheOrganization() {
        // Given
        ApiClient admin = credentials.admin("keys-11");
        // When
        ValidatableResponse answer = admin.createKey(Map.of("name", "n", "scopes", List.of("operate")));
        // Then
        answer.statusCode(403).body("detail", containsString("create-api-key"));
    }

    @Test
    void malformedKeyIsRejected() {
        // Given
        ApiClient admin = credentials.admin("keys-12");
        Map<String, Map<String, Object>> wrong = Map.of(
                "no scope", Map.of("name", "n", "scopes", List.of()),
                "an unknown scope", Map.of("name", "n", "scopes", List.of("everything")),
                "a scope by number", Map.of("name", "n", "scopes", List.of(3)),
                "an administrator without manage", Map.of("name", "n", "admin", true, "scopes", List.of("publish")),
                "for ever", Map.of("name", "n", "expiresAt", Instant.now().plus(Duration.ofDays(731))),
                "yesterday", Map.of("name", "n", "expiresAt", Instant.now().minus(Duration.ofDays(1))));
        // Then
        wrong.forEach((name, body) ->
                assertEquals(400, admin.createKey(body).extract().statusCode(), name));
    }

    @Test
    void organizationAtItsLimitOfKeysGetsAnotherOnceOneIsRevoked() {
        // Given
        ApiClient admin = credentials.admin("keys-8");
        String last = null;
        for (int i = 0; i < 20; i++) {
            last = admin.createKey(false).statusCode(201).extract().path("id");
        }
        double rejected = rejectedForTooManyKeys();
        // When
        ValidatableResponse answer = admin.createKey(false);
        // Then
        answer.statusCode(409).contentType("application/problem+json");
        assertEquals(rejected + 1, rejectedForTooManyKeys());
        admin.revokeKey(last).statusCode(204);
        admin.createKey(false).statusCode(201);
    }

    private double rejectedForTooManyKeys() {
        return registry.counter("carillon.limit.refused", "limit", "api_keys").count();
    }

    @Test
    void madeUpKeysAreRejected() {
        // Given
        String key = key("keys-1", false);
        // When
        ValidatableResponse answer =
                ApiClient.withKey(key.substring(0, 20) + "A".repeat(43)).create(Map.of("userId", "7"));
        // Then
        answer.statusCode(401).body(equalTo(Unauthorized.BODY));
        ApiClient.withKey("ck_0000000000000000_" + "A".repeat(43))
                .create(Map.of("userId", "7"))
                .statusCode(401);
        ApiClient.withKey("' or 1=1 --").create(Map.of("userId", "7")).statusCode(401);
    }

    private String key(String organization, boolean admin) {
        return credentials
                .admin(organization)
                .createKey(admin)
                .statusCode(201)
                .body("key", startsWith("ck_"))
                .extract()
                .path("key");
    }
}
