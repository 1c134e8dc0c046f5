package dev.carillon.identity;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.identity.Credentials.Session;
import dev.carillon.testkit.ApiDescription;
import dev.carillon.testkit.SseStream;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@IdentityTest
class RevocationTest {

    @Inject
    Credentials credentials;

    @Inject
    RevocationWatch watch;

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
        revoke(key("revoke-1"), "sessions", "sessionId", ended.id()).statusCode(204);
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
        // Then: when the pod has asked once more, which it does with each keep-alive.
        OpenStreams.endsWith(stream, 40, "session-expired");
        create("Cookie", session.cookie()).statusCode(401);
    }

    @Test
    void sessionOfAnotherOrganizationIsNotEnded() {
        // Given
        Session session = credentials.session("26", "revoke-2");
        String foreign = key("revoke-3");
        // When
        ValidatableResponse answer = revoke(foreign, "sessions", "sessionId", session.id());
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
        revoke(key("revoke-6"), "tokens", "jti", claims.getJwtId()).statusCode(204);
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
        revoke(key("revoke-6"), "tokens", "jti", claims.getJwtId()).statusCode(204);
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

    /** Of the same text there is a second valid signature, which anybody can make from the first. */
    @Test
    void tokenWithoutAJtiDoesNotComeBackWithItsOtherSignature() {
        // Given
        JwtClaims claims = Credentials.claims("26", "revoke-11", Duration.ofMinutes(5));
        claims.unsetClaim("jti");
        String token = credentials.es256(claims);
        String twin = twin(token);
        create("Authorization", "Bearer " + token).statusCode(201);
        create("Authorization", "Bearer " + twin).statusCode(201);
        // When
        revoke(key("revoke-11"), "tokens", "token", token).statusCode(204);
        // Then
        create("Authorization", "Bearer " + token).statusCode(401);
        create("Authorization", "Bearer " + twin).statusCode(401);
    }

    @Test
    void tokenThatHasAJtiIsRevokedByItselfToo() {
        // Given
        String token = credentials.token("26", "revoke-12");
        // When
        revoke(key("revoke-12"), "tokens", "token", token).statusCode(204);
        // Then
        create("Authorization", "Bearer " + token).statusCode(401);
    }

    @Test
    void revocationNamesOneThing() {
        String key = key("revoke-12");
        revoke(key, "tokens", "token", "no.token").statusCode(400);
        revoke(key, "tokens", "jti", "").statusCode(400);
        revoke(key, "tokens", "jti", "x".repeat(513)).statusCode(400);
        revoke(key, "sessions", "sessionId", "").statusCode(400);
        given().contentType("application/json")
                .header("X-Api-Key", key)
                .body(Map.of("jti", "a", "token", "b"))
                .post("/api/tokens/revoke")
                .then()
                .statusCode(400);
    }

    /** Addresses are written to logs and labels, here and on the way. */
    @Test
    void noAddressHoldsAnIdThatSignsIn() {
        String document = ApiDescription.read().encode();
        assertFalse(document.contains("/api/sessions/{"), document);
        assertFalse(document.contains("/api/tokens/{"), document);
    }

    @Test
    void ticketIsWorthNothingOnceItsUserWasDisconnected() {
        // Given
        String key = key("revoke-13");
        String before = ticket(key);
        // When
        given().contentType("application/json")
                .header("X-Api-Key", key)
                .post("/api/users/26/disconnect")
                .then()
                .statusCode(204);
        // Then
        OpenStreams.isRefused(streams.open(OpenStreams.request("?ticket=" + before)), 401);
        streams.connected(OpenStreams.request("?ticket=" + ticket(key)));
    }

    /** What signs in after the disconnect is let in, and stays. */
    @Test
    void disconnectMeansOnlyStreamsThatWereOpen() {
        // Given
        Session session = credentials.session("26", "revoke-14");
        SseStream before = streams.connected(session.cookie());
        // When
        given().contentType("application/json")
                .header("X-Api-Key", key("revoke-14"))
                .post("/api/users/26/disconnect")
                .then()
                .statusCode(204);
        OpenStreams.endsWith(before, 1, "session-expired");
        SseStream after = streams.connected(session.cookie());
        // Then
        assertFalse(watch.isDisconnectedAfter(watch.generation(), "revoke-14", "26"));
        assertTrue(after.ending().isEmpty());
    }

    private String ticket(String key) {
        return given().contentType("application/json")
                .header("X-Api-Key", key)
                .body(Map.of("userId", "26"))
                .post("/api/stream-tickets")
                .then()
                .extract()
                .path("ticket");
    }

    /** The same text with (r, n - s) for (r, s). */
    private static String twin(String token) {
        BigInteger order = new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
        int dot = token.lastIndexOf('.');
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
        byte[] other = order.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)))
                .toByteArray();
        Arrays.fill(signature, 32, 64, (byte) 0);
        int length = Math.min(32, other.length);
        System.arraycopy(other, other.length - length, signature, 64 - length, length);
        return token.substring(0, dot + 1)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static ValidatableResponse revoke(String key, String what, String field, String id) {
        return given().contentType("application/json")
                .header("X-Api-Key", key)
                .body(Map.of(field, id))
                .post("/api/" + what + "/revoke")
                .then();
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
