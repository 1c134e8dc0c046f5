package dev.carillon.identity;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.identity.Credentials.Session;
import dev.carillon.testkit.SseStream;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@IdentityTest
class RevocationTest {

    @Inject
    Credentials credentials;

    private final OpenStreams streams = new OpenStreams();

    @AfterEach
    void close() {
        streams.close();
    }

    @Test
    void endedSessionClosesItsStreamsAndSignsNobodyIn() {
        // Given
        Session ended = credentials.session("26", "revoke-1");
        Session other = credentials.session("26", "revoke-1");
        SseStream endedStream = streams.connected(ended.cookie());
        SseStream otherStream = streams.connected(other.cookie());
        // When
        given().header("X-Api-Key", key("revoke-1"))
                .delete("/api/sessions/" + ended.id())
                .then()
                .statusCode(204);
        // Then
        OpenStreams.endsWith(endedStream, 1, "session-expired");
        Eventually.within(1, () -> create("Cookie", ended.cookie()).statusCode(401));
        create("Cookie", other.cookie()).statusCode(201);
        assertTrue(otherStream.ending().isEmpty());
    }

    /** The stream itself asks for the session again and again; that must not count as the user being there. */
    @Test
    void openStreamKeepsNoSessionAlive() {
        // Given
        Session session = credentials.sessionFor(Duration.ofSeconds(3), "26", "revoke-10");
        // When
        SseStream stream = streams.connected(session.cookie());
        // Then: when the pod has asked once more, which it does after ten seconds.
        OpenStreams.endsWith(stream, 40, "session-expired");
        create("Cookie", session.cookie()).statusCode(401);
    }

    @Test
    void sessionOfAnotherOrganizationIsNotEnded() {
        // Given
        Session session = credentials.session("26", "revoke-2");
        String foreign = key("revoke-3");
        // When
        ValidatableResponse answer = given().header("X-Api-Key", foreign)
                .delete("/api/sessions/" + session.id())
                .then();
        // Then
        answer.statusCode(404);
        create("Cookie", session.cookie()).statusCode(201);
    }

    @Test
    void usersEndNobody() {
        // Given
        Session session = credentials.session("26", "revoke-2");
        // When
        ValidatableResponse answer = given().contentType("application/json")
                .header("Cookie", session.cookie())
                .post("/api/users/27/disconnect")
                .then();
        // Then
        answer.statusCode(403);
    }

    @Test
    void disconnectedUserLosesAllStreamsAndOthersNone() {
        // Given
        SseStream first =
                streams.connected(credentials.session("26", "revoke-4").cookie());
        SseStream second =
                streams.connected(credentials.session("26", "revoke-4").cookie());
        SseStream neighbour =
                streams.connected(credentials.session("27", "revoke-4").cookie());
        SseStream namesake =
                streams.connected(credentials.session("26", "revoke-5").cookie());
        // When
        given().contentType("application/json")
                .header("X-Api-Key", key("revoke-4"))
                .post("/api/users/26/disconnect")
                .then()
                .statusCode(204);
        // Then
        OpenStreams.endsWith(first, 1, "session-expired");
        OpenStreams.endsWith(second, 1, "session-expired");
        assertTrue(neighbour.ending().isEmpty());
        assertTrue(namesake.ending().isEmpty());
    }

    @Test
    void revokedTokenClosesItsStreamAndSignsNobodyIn() throws MalformedClaimException {
        // Given
        JwtClaims claims = Credentials.claims("26", "revoke-6", Duration.ofMinutes(5));
        String bearer = "Bearer " + credentials.rs256(claims);
        SseStream stream = streams.connected(OpenStreams.request("").withHeader("Authorization", bearer));
        // When
        given().header("X-Api-Key", key("revoke-6"))
                .delete("/api/tokens/" + claims.getJwtId())
                .then()
                .statusCode(204);
        // Then
        OpenStreams.endsWith(stream, 1, "session-expired");
        Eventually.within(1, () -> create("Authorization", bearer).statusCode(401));
    }

    @Test
    void tokenOfAnotherOrganizationIsNotCalledBack() throws MalformedClaimException {
        // Given
        JwtClaims claims = Credentials.claims("26", "revoke-7", Duration.ofMinutes(5));
        String bearer = "Bearer " + credentials.rs256(claims);
        // When
        given().header("X-Api-Key", key("revoke-6"))
                .delete("/api/tokens/" + claims.getJwtId())
                .then()
                .statusCode(204);
        // Then
        create("Authorization", bearer).statusCode(201);
    }

    @Test
    void revokedKeyEndsTheStreamsItHasVouchedFor() {
        // Given
        String admin = credentials.session("1", "revoke-8", "admin").cookie();
        ValidatableResponse key = ApiKeyTest.create(admin, false);
        String ticket = given().contentType("application/json")
                .header("X-Api-Key", key.extract().<String>path("key"))
                .body(Map.of("userId", "26"))
                .post("/api/stream-tickets")
                .then()
                .extract()
                .path("ticket");
        SseStream stream = streams.connected(OpenStreams.request("?ticket=" + ticket));
        // When
        given().header("Cookie", admin)
                .delete("/api/api-keys/" + key.extract().path("id"))
                .then()
                .statusCode(204);
        // Then
        OpenStreams.endsWith(stream, 1, "session-expired");
    }

    @Test
    void ninthStreamOfAUserClosesTheFirstAndTellsItWhy() {
        // Given
        String cookie = credentials.session("26", "revoke-9").cookie();
        SseStream first = streams.connected(cookie);
        for (int more = 2; more <= 8; more++) {
            streams.connected(cookie);
        }
        // When
        SseStream ninth = streams.connected(cookie);
        // Then
        OpenStreams.endsWith(first, 2, "too_many_streams");
        assertTrue(first.retry().orElseThrow().toMillis() >= 60_000);
        assertTrue(ninth.ending().isEmpty());
    }

    private String key(String organization) {
        return ApiKeyTest.create(credentials.session("1", organization, "admin").cookie(), false)
                .extract()
                .path("key");
    }

    private static ValidatableResponse create(String header, String value) {
        return given().contentType("application/json")
                .header(header, value)
                .body(Map.of("type", "test", "title", "t", "message", "m"))
                .post("/api/notifications")
                .then();
    }
}
