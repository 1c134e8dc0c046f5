package dev.carillon.identity;

import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.OpenStreams;
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
        String ticket = ticket(credentials.user("26", "tickets"), Map.of());
        // When
        SseStream first = streams.connected(OpenStreams.request("?ticket=" + ticket));
        SseStream second = streams.open(OpenStreams.request("?ticket=" + ticket));
        // Then
        OpenStreams.isRejected(second, 401);
        assertTrue(first.ending().isEmpty());
    }

    @Test
    void ticketOpensNothingButAStream() {
        // Given
        String ticket = ticket(credentials.user("26", "tickets"), Map.of());
        // When
        ValidatableResponse answer =
                ApiClient.nobody().post("?ticket=" + ticket, Map.of("type", "t", "title", "t", "message", "m"));
        // Then
        answer.statusCode(401);
    }

    @Test
    void backendGetsATicketForAUser() {
        // Given
        String ticket = ticket(credentials.backend("tickets"), Map.of("userId", "55"));
        // When
        SseStream stream = streams.connected(OpenStreams.request("?ticket=" + ticket));
        // Then
        assertTrue(stream.events().get(0).data().contains("\"clientId\":\"55-tickets-"));
    }

    @Test
    void userGetsNoTicketForAnother() {
        // Given
        ApiClient user = credentials.user("26", "tickets");
        // When
        ValidatableResponse answer = user.askForTicket(Map.of("userId", "27"));
        // Then
        answer.statusCode(403);
    }

    @Test
    void ticketDoesNotOutliveTheTokenItCameFrom() {
        // Given
        String token = credentials.rs256(Credentials.claims("26", "tickets", Duration.ofSeconds(2)));
        String ticket = ticket(ApiClient.withBearer(token), Map.of());
        // When
        SseStream stream = streams.connected(OpenStreams.request("?ticket=" + ticket));
        // Then
        OpenStreams.endsWith(stream, 10, "session-expired");
    }

    private static String ticket(ApiClient client, Map<String, String> body) {
        return client.askForTicket(body)
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .body("expiresAt", notNullValue())
                .extract()
                .path("ticket");
    }
}
