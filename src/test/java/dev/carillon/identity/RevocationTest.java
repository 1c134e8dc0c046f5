package dev.carillon.identity;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.Credentials.Session;
import dev.carillon.testkit.Eventually;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.OpenApiDocument;
import dev.carillon.testkit.OpenStreams;
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
    RevocationStatus watch;

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
        credentials
                .backend("revoke-1")
                .revoke("sessions", Map.of("sessionId", ended.id()))
                .statusCode(204);
        // Then
        OpenStreams.endsWith(endedStream, 1, "session-expired");
        Eventually.within(1, () -> ended.client().create().statusCode(401));
        other.client().create().statusCode(201);
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
        session.client().create().statusCode(401);
    }

    @Test
    void sessionOfAnotherOrganizationIsNotEnded() {
        // Given
        Session session = credentials.session("26", "revoke-2");
        ApiClient foreign = credentials.backend("revoke-3");
        // When
        ValidatableResponse answer = foreign.revoke("sessions", Map.of("sessionId", session.id()));
        // Then
        answer.statusCode(404);
        session.client().create().statusCode(201);
    }

    @Test
    void userCannotRevokeOthers() {
        // Given
        Session session = credentials.session("26", "revoke-2");
        // When
        ValidatableResponse answer = session.client().disconnect("27");
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
        credentials.backend("revoke-4").disconnect("26").statusCode(204);
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
        credentials
                .backend("revoke-6")
                .revoke("tokens", Map.of("jti", claims.getJwtId()))
                .statusCode(204);
        // Then
        OpenStreams.endsWith(stream, 1, "session-expired");
        Eventually.within(
                1, () -> ApiClient.with("Authorization", bearer).create().statusCode(401));
    }

    @Test
    void tokenOfAnotherOrganizationIsNotCalledBack() throws MalformedClaimException {
        // Given
        JwtClaims claims = Credentials.claims("26", "revoke-7", Duration.ofMinutes(5));
        String bearer = "Bearer " + credentials.rs256(claims);
        // When
        credentials
                .backend("revoke-6")
                .revoke("tokens", Map.of("jti", claims.getJwtId()))
                .statusCode(204);
        // Then
        ApiClient.with("Authorization", bearer).create().statusCode(201);
    }

    @Test
    void revokedKeyEndsTheStreamsItHasVouchedFor() {
        // Given
        ApiClient admin = credentials.admin("revoke-8");
        ValidatableResponse key = admin.createKey(false);
        String ticket = ApiClient.withKey(key.extract().path("key")).ticket(Map.of("userId", "26"));
        SseStream stream = streams.connected(OpenStreams.request("?ticket=" + ticket));
        // When
        admin.revokeKey(key.extract().path("id")).statusCode(204);
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

    /** The same text has a second valid signature, which anybody can make from the first. */
    @Test
    void tokenWithoutAJtiDoesNotComeBackWithItsOtherSignature() {
        // Given
        JwtClaims claims = Credentials.claims("26", "revoke-11", Duration.ofMinutes(5));
        claims.unsetClaim("jti");
        String token = credentials.es256(claims);
        String twin = twin(token);
        ApiClient.withBearer(token).create().statusCode(201);
        ApiClient.withBearer(twin).create().statusCode(201);
        // When
        credentials
                .backend("revoke-11")
                .revoke("tokens", Map.of("token", token))
                .statusCode(204);
        // Then
        ApiClient.withBearer(token).create().statusCode(401);
        ApiClient.withBearer(twin).create().statusCode(401);
    }

    @Test
    void tokenThatHasAJtiIsRevokedByItselfToo() {
        // Given
        String token = credentials.token("26", "revoke-12");
        // When
        credentials
                .backend("revoke-12")
                .revoke("tokens", Map.of("token", token))
                .statusCode(204);
        // Then
        ApiClient.withBearer(token).create().statusCode(401);
    }

    @Test
    void revocationNamesOneThing() {
        ApiClient backend = credentials.backend("revoke-12");
        backend.revoke("tokens", Map.of("token", "no.token")).statusCode(400);
        backend.revoke("tokens", Map.of("jti", "")).statusCode(400);
        backend.revoke("tokens", Map.of("jti", "x".repeat(513))).statusCode(400);
        backend.revoke("sessions", Map.of("sessionId", "")).statusCode(400);
        backend.revoke("tokens", Map.of("jti", "a", "token", "b")).statusCode(400);
    }

    /** Addresses are written to logs and labels, here and on the way. */
    @Test
    void noAddressHoldsAnIdThatSignsIn() {
        String document = OpenApiDocument.read().encode();
        assertFalse(document.contains("/api/sessions/{"), document);
        assertFalse(document.contains("/api/tokens/{"), document);
    }

    @Test
    void ticketIsWorthNothingOnceItsUserWasDisconnected() {
        // Given
        ApiClient backend = credentials.backend("revoke-13");
        String before = backend.ticket(Map.of("userId", "26"));
        // When
        backend.disconnect("26").statusCode(204);
        // Then
        OpenStreams.isRejected(streams.open(OpenStreams.request("?ticket=" + before)), 401);
        streams.connected(OpenStreams.request("?ticket=" + backend.ticket(Map.of("userId", "26"))));
    }

    /** A stream that signs in after the disconnect is accepted, and stays open. */
    @Test
    void disconnectMeansOnlyStreamsThatWereOpen() {
        // Given
        Session session = credentials.session("26", "revoke-14");
        SseStream before = streams.connected(session.cookie());
        // When
        credentials.backend("revoke-14").disconnect("26").statusCode(204);
        OpenStreams.endsWith(before, 1, "session-expired");
        SseStream after = streams.connected(session.cookie());
        // Then
        assertFalse(watch.isDisconnectedAfter(watch.generation(), "revoke-14", "26"));
        assertTrue(after.ending().isEmpty());
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
}
