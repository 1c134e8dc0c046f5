package dev.carillon.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.testkit.SseStream;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@IdentityTest
class StreamTicketTest {

    @Inject
    Credentials credentials;

    private final OpenStreams streams = new OpenStreams();

    @AfterEach
    void close() {
        streams.close();
    }

    @Test
    void ticketOpensAStreamOnceAndNoOther() {
        // Given
        String ticket = ticket("Cookie", credentials.session("26", "tickets").cookie(), Map.of());
        // When
        SseStream first = streams.connected(OpenStreams.request("?ticket=" + ticket));
        SseStream second = streams.open(OpenStreams.request("?ticket=" + ticket));
        // Then
        OpenStreams.isRefused(second, 401);
        assertTrue(first.ending().isEmpty());
    }

    @Test
    void ticketOpensNothingButAStream() {
        // Given
        String ticket = ticket("Cookie", credentials.session("26", "tickets").cookie(), Map.of());
        // When
        ValidatableResponse answer = given().contentType("application/json")
                .body(Map.of("type", "t", "title", "t", "message", "m"))
                .post("/api/notifications?ticket=" + ticket)
                .then();
        // Then
        answer.statusCode(401);
    }

    @Test
    void backendGetsATicketForAUser() {
        // Given
        String key = ApiKeyTest.create(
                        credentials.session("1", "tickets", "admin").cookie(), false)
                .extract()
                .path("key");
        String ticket = ticket("X-Api-Key", key, Map.of("userId", "55"));
        // When
        SseStream stream = streams.connected(OpenStreams.request("?ticket=" + ticket));
        // Then
        assertTrue(stream.events().get(0).data().contains("\"clientId\":\"55-tickets-"));
    }

    @Test
    void userGetsNoTicketForAnother() {
        // Given
        String cookie = credentials.session("26", "tickets").cookie();
        // When
        ValidatableResponse answer = ask("Cookie", cookie, Map.of("userId", "27"));
        // Then
        answer.statusCode(403);
    }

    @Test
    void ticketDoesNotOutliveTheTokenItCameFrom() {
        // Given
        String token = credentials.rs256(Credentials.claims("26", "tickets", Duration.ofSeconds(2)));
        String ticket = ticket("Authorization", "Bearer " + token, Map.of());
        // When
        SseStream stream = streams.connected(OpenStreams.request("?ticket=" + ticket));
        // Then
        OpenStreams.endsWith(stream, 10, "session-expired");
    }

    private static String ticket(String header, String value, Map<String, String> body) {
        return ask(header, value, body)
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .body("expiresAt", notNullValue())
                .extract()
                .path("ticket");
    }

    private static ValidatableResponse ask(String header, String value, Map<String, String> body) {
        return given().contentType("application/json")
                .header(header, value)
                .body(body)
                .post("/api/stream-tickets")
                .then();
    }
}
