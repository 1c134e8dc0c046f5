package dev.carillon.limit;

import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.OpenStreams;
import dev.carillon.testkit.RawHttp;
import dev.carillon.testkit.SseStream;
import io.micrometer.core.instrument.MeterRegistry;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** With the limits that {@link IdentityTest} sets. */
@IdentityTest
class LimitsTest {

    @Inject
    Credentials credentials;

    @Inject
    MeterRegistry registry;

    @Test
    void callerThatCreatesTooMuchIsToldWhenToGoOnAndOthersAreNot() {
        // Given
        ApiClient hasty = credentials.user("1", "limits");
        ApiClient other = credentials.user("2", "limits");
        // When
        Response rejected = null;
        for (int i = 0; i < 2000 && rejected == null; i++) {
            Response answer = create(hasty);
            rejected = answer.statusCode() == 201 ? null : answer;
        }
        // Then
        rejected.then().statusCode(429).contentType("application/problem+json").body(containsString("too many"));
        assertTrue(Integer.parseInt(rejected.header("Retry-After")) >= 1);
        assertEquals(201, create(other).statusCode());
        assertTrue(
                registry.counter("carillon.limit.refused", "limit", "creates").count() >= 1);
    }

    @Test
    void bodyThatDoesNotArriveIsGivenUp() {
        // Given
        String cookie = credentials.session("1", "limits").cookie();
        String head = "POST /api/notifications HTTP/1.1\r\nHost: x\r\nCookie: " + cookie
                + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
        // When
        RawHttp answer = RawHttp.send(head);
        // Then
        assertTrue(answer.answer().startsWith("HTTP/1.1 408 "), answer::answer);
    }

    @Test
    void headThatDoesNotArriveIsGivenUp() {
        // Given
        String head = "GET /api/notifications/stream HTTP/1.1\r\nHost: x\r\nX-Slow: ";
        // When
        RawHttp answer = RawHttp.send(head);
        // Then
        assertEquals(new RawHttp("", true), answer);
    }

    @Test
    void streamOutlivesTheTimeoutOfIdleConnections() {
        try (OpenStreams streams = new OpenStreams()) {
            // Given
            SseStream stream =
                    streams.connected(credentials.session("3", "limits").cookie());
            // When
            Awaitility.await().until(() -> stream.comments().size() >= 3);
            // Then
            assertTrue(stream.ending().isEmpty());
        }
    }

    private static Response create(ApiClient as) {
        return as.create().extract().response();
    }
}
