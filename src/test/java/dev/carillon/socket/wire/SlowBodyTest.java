package dev.carillon.socket.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.Http2Peer;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.RawHttp;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http2.Http2Headers;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bodies that trickle in or are too large, with a timeout of 2.5 s, and their effect on another user's stream over the
 * same connection of a gateway.
 */
@IdentityTest
class SlowBodyTest {

    private static final int INNOCENT = 1;
    private static final int SLOW = 3;

    @Inject
    Credentials credentials;

    @Inject
    MeterRegistry registry;

    private final String organization = "slow-" + UUID.randomUUID();
    private String cookie;
    private Http2Peer peer;

    @BeforeEach
    void openInnocentStream() {
        cookie = credentials.session("26", organization).cookie();
        peer = new Http2Peer();
        peer.headers(INNOCENT, true, Http2Peer.request("GET", "/api/notifications/stream", "cookie", cookie));
        patiently().untilAsserted(() -> assertThat(peer.body(INNOCENT)).contains("\"connected\""));
    }

    @AfterEach
    void close() {
        peer.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/notifications, true, true",
        "/api/notifications, true, false",
        "/api/notifications/batch, true, false",
        "/api/trpc/notifications.create, true, false",
        "/api/trpc/notifications.create, false, false",
    })
    void slowBodyOverHttp2IsAbortedForEveryCaller(String path, boolean signedIn, boolean told) {
        // Given
        double before = givenUp();
        peer.headers(SLOW, false, slow(path, signedIn, told));
        // When a byte comes now and then
        AtomicInteger sent = new AtomicInteger();
        patiently().pollInterval(Duration.ofMillis(400)).until(() -> {
            if (!peer.isEnded(SLOW)) {
                peer.data(SLOW, false, sent.getAndIncrement() == 0 ? "{" : " ");
            }
            return peer.isEnded(SLOW);
        });
        // Then
        assertThat(peer.status(SLOW)).isEqualTo("408");
        hasNoFieldsOfAConnection(peer.answer(SLOW));
        assertThat(sent.get()).isGreaterThan(1);
        assertThat(givenUp()).isGreaterThan(before);
        innocentStreamGoesOn();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bodyOfAStreamsRequestMayNotStayOpenEither(boolean told) {
        // When
        String[] more = told ? new String[] {"cookie", cookie, "content-length", "9"} : new String[] {"cookie", cookie};
        peer.headers(SLOW, false, Http2Peer.request("GET", "/api/notifications/stream", more));
        // Then
        patiently().until(() -> peer.isReset(SLOW));
        innocentStreamGoesOn();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bodyOverTheLimitEndsItsStreamAlone(boolean told) {
        // Given
        String part = " ".repeat(16_000);
        String[] fields = told
                ? new String[] {"cookie", cookie, "content-type", "application/json", "content-length", "280000"}
                : new String[] {"cookie", cookie, "content-type", "application/json"};
        peer.headers(SLOW, false, Http2Peer.request("POST", "/api/notifications", fields));
        // When no more than the window of HTTP/2 is sent
        patiently().pollInterval(Duration.ofMillis(50)).until(() -> {
            while (!told && !peer.isEnded(SLOW) && peer.window(SLOW) >= part.length()) {
                peer.data(SLOW, false, part);
            }
            return peer.isEnded(SLOW);
        });
        // Then
        assertThat(peer.status(SLOW)).isEqualTo("413");
        assertThat(peer.body(SLOW)).contains("\"status\":413");
        hasNoFieldsOfAConnection(peer.answer(SLOW));
        patiently().until(() -> peer.isReset(SLOW));
        innocentStreamGoesOn();
    }

    @Test
    void bodyInTimeIsTakenAndNothingIsGivenUpAfterwards() {
        // Given
        double before = givenUp();
        // When
        peer.headers(SLOW, false, slow("/api/notifications", true, false));
        peer.data(SLOW, true, "{\"type\":\"t\",\"title\":\"in time\",\"message\":\"m\"}");
        patiently().until(() -> peer.isEnded(SLOW));
        // Then
        assertThat(peer.status(SLOW)).isEqualTo("201");
        assertThat(peer.isReset(SLOW)).isFalse();
        innocentStreamGoesOn();
        assertThat(givenUp()).isEqualTo(before);
    }

    @Test
    void bodyThatComesBehindItsAnswerIsGivenUpToo() {
        // Given nobody, who is rejected at once
        peer.headers(SLOW, false, slow("/api/notifications", false, false));
        patiently().until(() -> "401".equals(peer.status(SLOW)));
        // When
        patiently().pollInterval(Duration.ofMillis(400)).until(() -> {
            if (!peer.isReset(SLOW)) {
                peer.data(SLOW, false, " ");
            }
            return peer.isReset(SLOW);
        });
        // Then
        innocentStreamGoesOn();
    }

    @Test
    void bodyThatComesBehindItsAnswerOverHttp1EndsTheConnection() throws IOException {
        // Given
        String head = "POST /api/notifications HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 1000\r\n\r\n{";
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            patiently().until(() -> socket.getInputStream().available() > 0);
            socket.getInputStream().readNBytes(socket.getInputStream().available());
            // When
            socket.setSoTimeout(400);
            patiently().pollInterval(Duration.ofMillis(1)).until(() -> isClosedAfterOneMoreByte(socket));
        }
    }

    private static boolean isClosedAfterOneMoreByte(Socket socket) {
        try {
            socket.getOutputStream().write(' ');
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"})
    void bodyThatTricklesInOverHttp1IsGivenUpWithItsConnection(String framing) throws IOException {
        // Given
        String head = "POST /api/trpc/notifications.create HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
        boolean chunked = framing.startsWith("Transfer");
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.getOutputStream().write((head + framing).getBytes(StandardCharsets.US_ASCII));
            byte[] more = (chunked ? "1\r\n \r\n" : " ").getBytes(StandardCharsets.US_ASCII);
            // When
            patiently().pollInterval(Duration.ofMillis(400)).until(() -> {
                if (socket.getInputStream().available() == 0) {
                    socket.getOutputStream().write(more);
                }
                return socket.getInputStream().available() > 0;
            });
            String answer = RawHttp.rest(socket).answer();
            // Then
            assertThat(answer).startsWith("HTTP/1.1 408 ").containsIgnoringCase("connection: close");
        }
    }

    private double givenUp() {
        return registry.counter("carillon.limit.refused", "limit", "body_timeout")
                .count();
    }

    private static void hasNoFieldsOfAConnection(Http2Headers answer) {
        assertThat(answer.contains("connection")).isFalse();
        assertThat(answer.contains("keep-alive")).isFalse();
        assertThat(answer.contains("transfer-encoding")).isFalse();
    }

    private void innocentStreamGoesOn() {
        String title = "still there " + UUID.randomUUID();
        int stream = SLOW + 2;
        peer.headers(stream, false, slow("/api/notifications", true, false));
        peer.data(stream, true, "{\"type\":\"t\",\"title\":\"" + title + "\",\"message\":\"m\"}");
        patiently().untilAsserted(() -> assertThat(peer.body(INNOCENT)).contains(title));
        assertThat(peer.isEnded(INNOCENT)).isFalse();
        assertThat(peer.isOver()).isFalse();
    }

    private String[] slow(String path, boolean signedIn, boolean told) {
        Stream<String> fields = Stream.of("content-type", "application/json");
        fields = signedIn ? Stream.concat(fields, Stream.of("cookie", cookie)) : fields;
        fields = told ? Stream.concat(fields, Stream.of("content-length", "1000")) : fields;
        return Http2Peer.request("POST", path, fields.toArray(String[]::new));
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50));
    }
}
