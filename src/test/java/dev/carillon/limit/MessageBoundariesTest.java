package dev.carillon.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.Http2Peer;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.RawHttp;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where one message ends and the next begins: a gateway that sees it otherwise would let one caller's bytes become
 * another caller's request.
 */
@IdentityTest
class MessageBoundariesTest {

    private static final String NOTIFICATION = "{\"type\":\"t\",\"title\":\"t\",\"message\":\"m\"}";
    private static final String CHUNKED =
            Integer.toHexString(NOTIFICATION.length()) + "\r\n" + NOTIFICATION + "\r\n0\r\n\r\n";

    @Inject
    Credentials credentials;

    @Inject
    MeterRegistry registry;

    private String organization;
    private String cookie;

    @BeforeEach
    void signIn() {
        organization = "wire-" + UUID.randomUUID();
        cookie = credentials.session("26", organization).cookie();
    }

    @Test
    void chunkedBodyOverTheLimitIsAnsweredWithAProblem() {
        // Given
        String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
        // When
        String answer = RawHttp.send(create("Transfer-Encoding: chunked") + chunk.repeat(20))
                .answer();
        // Then
        assertThat(answer)
                .startsWith("HTTP/1.1 413 ")
                .containsIgnoringCase("content-type: application/problem+json")
                .containsIgnoringCase("connection: close")
                .contains("\"status\":413");
        assertThat(registry.counter("carillon.limit.refused", "limit", "body_size")
                        .count())
                .isPositive();
        assertThat(unread()).isZero();
    }

    @Test
    void chunkedBodyWithinTheLimitIsTakenAsAnyOther() {
        // When
        RawHttp answer = RawHttp.send(create("Transfer-Encoding: chunked", "Connection: close") + CHUNKED);
        // Then
        assertThat(answer.statuses()).containsExactly(201);
    }

    @Test
    void batchMayBeLongerInChunksToo() {
        // Given
        String one = NOTIFICATION.replace("\"m\"", "\"" + "x".repeat(0x3800) + "\"");
        String body = "{\"notifications\":[" + String.join(",", Collections.nCopies(20, one)) + "]}";
        // When
        RawHttp answer =
                RawHttp.send(head("POST", "/api/notifications/batch", "Transfer-Encoding: chunked", "Connection: close")
                        + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
        // Then
        assertThat(body.length()).isGreaterThan(256 * 1024);
        assertThat(answer.statuses()).startsWith(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\nContent-Length: 4",
                "Content-Length: 4\r\nTransfer-Encoding: chunked",
            })
    void chunksWinOverALengthSoThatNothingIsLeftToBeAnotherRequest(String both) {
        // When
        RawHttp answer = RawHttp.send(create(both) + CHUNKED);
        // Then
        assertThat(answer.statuses()).hasSize(1).doesNotContain(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nContent-Length: 39",
                "Content-Length: 4, 39",
                "Content-Length: +39",
                "Content-Length: -1",
                "Content-Length: 0x27",
                "Content-Length : 39",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: xchunked",
                "X: a\0b\r\nContent-Length: 39",
            })
    void headThatLeavesTheLengthOpenIsRejectedAndTheConnectionClosed(String field) {
        // When
        RawHttp answer = RawHttp.send(create(field) + NOTIFICATION + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
        // Then
        assertThat(answer.statuses())
                .allMatch(status -> List.of(400, 501).contains(status))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(unread()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT", "PUT", "PROPFIND", "BREW"})
    void methodThatNobodySupportsChangesNothing(String method) {
        // When
        RawHttp answer = RawHttp.send(head(method, "/api/notifications", "Content-Length: 0", "Connection: close"));
        // Then
        assertThat(answer.statuses())
                .hasSize(1)
                .allMatch(status -> List.of(400, 405, 501).contains(status));
        assertThat(answer.answer()).doesNotContain(cookie);
    }

    @Test
    void everyAnswerIsAsLongAsItSays() {
        for (String request : List.of("/api/notifications", "/api/notifications/unread", "/nothing", "/api/api-keys")) {
            // When
            String answer =
                    RawHttp.send(head("GET", request, "Connection: close")).answer();
            String[] parts = answer.split("\r\n\r\n", 2);
            // Then
            assertThat(parts[0].toLowerCase()).contains("content-length: " + parts[1].length());
            assertThat(parts[0].toLowerCase()).doesNotContain("transfer-encoding");
        }
    }

    @Test
    void soundHttp2RequestIsAnswered() {
        try (Http2Peer peer = new Http2Peer()) {
            // When
            peer.headers(1, true, Http2Peer.request("GET", "/api/notifications/unread", "cookie", cookie))
                    .awaitEnd(1);

            // Then
            assertThat(peer.body(1)).contains("count");
        }
    }

    @Test
    void http2LengthThatIsNotThatOfTheFramesIsRejected() {
        isRejectedOverHttp2("content-length", "4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"transfer-encoding=chunked", "connection=keep-alive", "upgrade=h2c", "keep-alive=1"})
    void http2FieldsOfAConnectionAreRejected(String field) {
        isRejectedOverHttp2(field.split("="));
    }

    private void isRejectedOverHttp2(String... field) {
        try (Http2Peer peer = createOverHttp2(field[0], field[1])) {
            assertThat(peer.isRejected(1)).isTrue();
        }
        assertThat(unread()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Api-Key: b", "a\nb", "a\rb", "a\0b"})
    void http2ValueWithALineBreakIsRejected(String value) {
        try (Http2Peer peer = createOverHttp2("x-value", value)) {
            assertThat(peer.isRejected(1) || peer.body(1).contains("\"status\":400"))
                    .isTrue();
        }
        assertThat(unread()).isZero();
    }

    /** The answer to a create request with one more field. */
    private Http2Peer createOverHttp2(String name, String value) {
        String[] fields = Http2Peer.request(
                "POST", "/api/notifications", "cookie", cookie, "content-type", "application/json", name, value);
        return new Http2Peer()
                .headers(1, false, fields)
                .data(1, true, NOTIFICATION)
                .awaitEnd(1);
    }

    private String create(String... fields) {
        return head("POST", "/api/notifications", fields);
    }

    private String head(String method, String path, String... fields) {
        return method + " " + path + " HTTP/1.1\r\nHost: x\r\nCookie: " + cookie
                + "\r\nContent-Type: application/json\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
    }

    private long unread() {
        return ApiClient.withCookie(cookie).unread();
    }
}
