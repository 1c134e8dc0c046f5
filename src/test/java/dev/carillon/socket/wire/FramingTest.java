package dev.carillon.socket.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.Http2Peer;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.LogLines;
import dev.carillon.testkit.RawHttp;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads that two programs could read differently, and answers that are made before any filter has seen the request. */
@IdentityTest
class FramingTest {

    private static final String NOTIFICATION = "{\"type\":\"t\",\"title\":\"t\",\"message\":\"m\"}";
    private static final String SMUGGLED = "GET /api/notifications/unread HTTP/1.1\r\nHost: x\r\n\r\n";

    @Inject
    Credentials credentials;

    private String cookie;

    @BeforeEach
    void signIn() {
        cookie = credentials.session("26", "framing-" + UUID.randomUUID()).cookie();
    }

    static Stream<Arguments> oddHeads() {
        return Stream.of(
                Arguments.of(400, "POST /api/notifications HTTP/1.1\r\nHost: x\r\nHost: x\r\nContent-Length: 39\r\n"),
                Arguments.of(400, "POST /api/notifications HTTP/1.1\r\nHost: x\r\nHost: y\r\nContent-Length: 39\r\n"),
                Arguments.of(400, "POST /api/notifications HTTP/1.1\r\nContent-Length: 39\r\n"),
                Arguments.of(400, "POST /api/notifications HTTP/1.1\r\nHost: a b\r\nContent-Length: 39\r\n"),
                Arguments.of(400, "POST /api/notifications HTTP/1.1\r\nHost:\r\nContent-Length: 39\r\n"),
                Arguments.of(
                        501,
                        "POST /api/notifications HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n"
                                + "Content-Length: 39\r\n"),
                Arguments.of(501, "POST /api/notifications HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n"),
                Arguments.of(
                        501, "POST /api/notifications HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n"),
                Arguments.of(
                        501,
                        "POST /api/notifications HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                                + "Transfer-Encoding: chunked\r\n"),
                Arguments.of(400, "POST /api/notifications HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\n"),
                Arguments.of(400, "POST /api/notifications HTTP/1.1\r\nHost: x\r\nX-A: b\r\n\tc\r\n"),
                Arguments.of(400, "POST /api/notifications HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n 9\r\n"),
                Arguments.of(400, "POST /api/notifications HTTP/1.1\r\n X-A: b\r\nHost: x\r\n"),
                Arguments.of(505, "POST /api/notifications HTTP/9.9\r\nHost: x\r\nContent-Length: 39\r\n"),
                Arguments.of(505, "POST /api/notifications HTTP/2.0\r\nHost: x\r\nContent-Length: 39\r\n"),
                Arguments.of(505, "POST /api/notifications HTTP/0.9\r\nHost: x\r\nContent-Length: 39\r\n"),
                Arguments.of(400, "POST /api/notifications\r\nHost: x\r\n"),
                Arguments.of(400, "\u0001\u0002\u0003\r\nHost: x\r\n"),
                Arguments.of(400, "\u0016\u0003\u0001\u0002\u0000\u0001\r\n"),
                Arguments.of(400, "P\u0001\r\n"),
                Arguments.of(400, " \r\n"),
                Arguments.of(400, "POST /api/notifications HTTP/1.1\r\nHost: x\r\nX A: b\r\n"),
                Arguments.of(414, "GET /api/notifications?" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n"),
                Arguments.of(431, "GET /api/notifications HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(40_000) + "\r\n"));
    }

    @ParameterizedTest
    @MethodSource("oddHeads")
    void oddHeadIsRejectedWithEverythingThatFollows(int status, String head) {
        try (LogLines log = new LogLines()) {
            // When
            RawHttp raw = RawHttp.send(head + "Cookie: " + cookie + "\r\nContent-Type: application/json\r\n\r\n"
                    + NOTIFICATION + SMUGGLED);
            // Then
            String answer = raw.answer();
            assertThat(raw.statuses()).as(answer).containsExactly(status);
            assertThat(answer)
                    .containsIgnoringCase("content-type: application/problem+json")
                    .containsIgnoringCase("connection: close")
                    .contains("\"status\":" + status);
            tellsBrowsersToBeCareful(answer);
            assertThat(unread()).isZero();
            assertThat(log.troubles()).isEmpty();
        }
    }

    @Test
    void foldedLineIsSeenHoweverTheHeadArrives() throws IOException {
        // Given
        String head =
                "GET /api/notifications/unread HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\nCookie: " + cookie + "\r\n\r\n";
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setTcpNoDelay(true);
            // When
            for (byte one : head.getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(one);
            }
            // Then
            assertThat(RawHttp.rest(socket).statuses()).containsExactly(400);
        }
    }

    @Test
    void bodyMayHaveLinesThatBeginWithABlank() {
        // Given
        String body = "{\"type\":\"t\",\n \"title\":\"t\",\n\t\"message\":\"m\"}";
        String create = "POST /api/notifications HTTP/1.1\r\nHost: x\r\nCookie: " + cookie
                + "\r\nContent-Type: application/json\r\n";
        // When
        RawHttp answer = RawHttp.send(create + "Content-Length: " + body.length() + "\r\n\r\n" + body
                + create + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                + "\r\n0\r\n\r\n" + create + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body);
        // Then
        assertThat(answer.statuses()).containsExactly(201, 201, 201);
    }

    @Test
    void oddHeadBehindSoundRequestsIsAnsweredInItsTurn() {
        // Given
        String sound = "GET /api/notifications/unread HTTP/1.1\r\nHost: x\r\nCookie: " + cookie + "\r\n\r\n";
        // When
        RawHttp answer = RawHttp.send(sound + sound + "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + sound);
        // Then
        assertThat(answer.statuses()).containsExactly(200, 200, 400);
        assertThat(answer.answer().indexOf("\"count\""))
                .isLessThan(answer.answer().indexOf(" 400 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void requestOfHttp10NeedsNoHost(String method) {
        // When
        RawHttp answer = RawHttp.send(method + " /api/notifications/unread HTTP/1.0\r\nCookie: " + cookie + "\r\n\r\n");
        // Then
        assertThat(answer.answer()).startsWith("HTTP/1.0 200 ");
    }

    @Test
    void nothingIsUpgradedToHttp2() {
        // When
        RawHttp answer = RawHttp.send("GET /api/notifications/unread HTTP/1.1\r\nHost: x\r\nCookie: " + cookie
                + "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"
                + "GET /api/notifications/unread HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        // Then
        assertThat(answer.statuses()).containsExactly(200, 401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS * HTTP/1.1", "GET nowhere HTTP/1.1", "TRACE / HTTP/1.1", "CONNECT x:1 HTTP/1.1"})
    void everyAnswerHasTheSecurityHeaders(String line) {
        // When
        RawHttp answer = RawHttp.send(line + "\r\nHost: x\r\nConnection: close\r\n\r\n");
        // Then
        tellsBrowsersToBeCareful(answer.answer());
    }

    @Test
    void expectationIsMetOrRejectedAtOnce() throws IOException {
        // Given
        String head = "POST /api/notifications HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nCookie: "
                + cookie + "\r\nContent-Length: " + NOTIFICATION.length() + "\r\nConnection: close\r\n";
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            // When
            socket.getOutputStream().write((head + "Expect: 100-continue\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            await().until(() -> socket.getInputStream().available() > 0);
            socket.getOutputStream().write(NOTIFICATION.getBytes(StandardCharsets.US_ASCII));
            RawHttp answer = RawHttp.rest(socket);
            // Then
            assertThat(answer.statuses()).containsExactly(100, 201);
            tellsBrowsersToBeCareful(answer.answer());
        }
    }

    @Test
    void streamsThatAreResetAtOnceAreNoTrouble() {
        // Given
        try (Http2Peer peer = new Http2Peer();
                LogLines log = new LogLines()) {
            // When
            // Fewer than the 200 in half a minute from which Netty takes it for a flood.
            for (int i = 0; i < 75; i++) {
                String path = i % 2 == 0 ? "/api/notifications" : "/api/notifications/stream";
                // Ids must rise: a lower one is a stream that has been, and is not opened.
                peer.headers(1 + 4 * i, true, head("GET", path));
                peer.reset(1 + 4 * i);
                peer.headers(3 + 4 * i, false, head("POST", "/api/notifications"));
                peer.reset(3 + 4 * i);
            }
            // Another user: however many of these requests were served before their reset, they have cost this one.
            String other =
                    credentials.session("27", "framing-" + UUID.randomUUID()).cookie();
            peer.headers(301, true, Http2Peer.request("GET", "/api/notifications/unread", "cookie", other));
            // Then
            peer.awaitEnd(301);
            assertThat(peer.status(301)).isEqualTo("200");
            assertThat(log.troubles()).isEmpty();
        }
    }

    @Test
    void floodOfResetStreamsEndsTheConnectionWithoutALineForEach() {
        // Given
        try (Http2Peer peer = new Http2Peer();
                LogLines log = new LogLines()) {
            // When
            for (int i = 0; i < 1_500 && !peer.isOver(); i++) {
                peer.headers(1 + 2 * i, true, head("GET", "/api/notifications"));
                peer.reset(1 + 2 * i);
            }
            // Then
            await().atMost(Duration.ofSeconds(20)).until(peer::isOver);
            assertThat(log.troubles()).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void oddHeadOverHttp2EndsItsStreamAlone() {
        // Given
        try (Http2Peer peer = new Http2Peer();
                LogLines log = new LogLines()) {
            peer.headers(1, true, head("GET", "/api/notifications/stream"));
            await().atMost(Duration.ofSeconds(20)).until(() -> peer.body(1).contains("connected"));
            // When
            peer.headers(3, true, ":method", "GET", ":scheme", "http", ":path", "/api/notifications");
            peer.headers(5, true, ":method", "GET", ":scheme", "http", ":path", "nowhere", ":authority", "x");
            // Then
            await().atMost(Duration.ofSeconds(20)).until(() -> peer.isReset(3) && peer.isReset(5));
            peer.headers(7, true, head("GET", "/api/notifications/unread"));
            peer.awaitEnd(7);
            assertThat(peer.status(7)).isEqualTo("200");
            assertThat(peer.isEnded(1)).isFalse();
            assertThat(peer.isOver()).isFalse();
            assertThat(log.troubles()).isEmpty();
        }
    }

    private static void tellsBrowsersToBeCareful(String answer) {
        assertThat(answer)
                .containsIgnoringCase("x-content-type-options: nosniff")
                .containsIgnoringCase("referrer-policy: no-referrer")
                .containsIgnoringCase("cross-origin-resource-policy: same-origin")
                .containsIgnoringCase("x-frame-options: DENY")
                .containsIgnoringCase("content-security-policy: default-src 'none'");
    }

    private String[] head(String method, String path) {
        return Http2Peer.request(method, path, "cookie", cookie);
    }

    private long unread() {
        return ApiClient.withCookie(cookie).unread();
    }
}
