package dev.carillon.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.identity.Credentials;
import dev.carillon.identity.IdentityTest;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");

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
        String answer = Wire.answer(create("Transfer-Encoding: chunked") + chunk.repeat(5));
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
        String answer = Wire.answer(create("Transfer-Encoding: chunked", "Connection: close") + CHUNKED);
        // Then
        assertThat(statuses(answer)).containsExactly("201");
    }

    @Test
    void batchMayBeLongerInChunksToo() {
        // Given
        String one = NOTIFICATION.replace("\"m\"", "\"" + "x".repeat(0x3800) + "\"");
        String body = "{\"notifications\":[" + String.join(",", List.of(one, one, one, one, one, one)) + "]}";
        // When
        String answer =
                Wire.answer(head("POST", "/api/notifications/batch", "Transfer-Encoding: chunked", "Connection: close")
                        + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
        // Then
        assertThat(body.length()).isGreaterThan(64 * 1024);
        assertThat(answer).startsWith("HTTP/1.1 201 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\nContent-Length: 4",
                "Content-Length: 4\r\nTransfer-Encoding: chunked",
            })
    void chunksWinOverALengthSoThatNothingIsLeftToBeAnotherRequest(String both) {
        // When
        String answer = Wire.answer(create(both) + CHUNKED);
        // Then
        assertThat(statuses(answer)).hasSize(1).doesNotContain("404");
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
    void headThatLeavesTheLengthOpenIsRefusedAndTheConnectionClosed(String field) {
        // When
        String answer = Wire.answer(create(field) + NOTIFICATION + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
        // Then
        assertThat(statuses(answer))
                .allMatch(status -> List.of("400", "501").contains(status))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(unread()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT", "PUT", "PROPFIND", "BREW"})
    void methodThatNobodySupportsChangesNothing(String method) {
        // When
        String answer = Wire.answer(head(method, "/api/notifications", "Content-Length: 0", "Connection: close"));
        // Then
        assertThat(statuses(answer))
                .hasSize(1)
                .allMatch(status -> List.of("400", "405", "501").contains(status));
        assertThat(answer).doesNotContain(cookie);
    }

    @Test
    void everyAnswerIsAsLongAsItSays() {
        for (String request : List.of("/api/notifications", "/api/notifications/unread", "/nothing", "/api/api-keys")) {
            // When
            String answer = Wire.answer(head("GET", request, "Connection: close"));
            String[] parts = answer.split("\r\n\r\n", 2);
            // Then
            assertThat(parts[0].toLowerCase()).contains("content-length: " + parts[1].length());
            assertThat(parts[0].toLowerCase()).doesNotContain("transfer-encoding");
        }
    }

    @Test
    void soundHttp2RequestIsAnswered() {
        // When
        List<Http2Frames.Frame> answer = new Http2Frames()
                .headers(1, true, request("/api/notifications/unread"))
                .answer();
        // Then
        assertThat(answer)
                .anyMatch(frame ->
                        frame.stream() == 1 && frame.type() == 0 && text(frame).contains("count"));
    }

    @Test
    void http2LengthThatIsNotThatOfTheFramesIsRefused() {
        // When
        List<Http2Frames.Frame> answer = new Http2Frames()
                .headers(1, false, post("content-length", "4"))
                .body(1, NOTIFICATION)
                .answer();
        // Then
        assertThat(answer).anyMatch(Http2Frames.Frame::refuses);
        assertThat(unread()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"transfer-encoding=chunked", "connection=keep-alive", "upgrade=h2c", "keep-alive=1"})
    void http2FieldsOfAConnectionAreRefused(String field) {
        // When
        String[] parts = field.split("=");
        List<Http2Frames.Frame> answer = new Http2Frames()
                .headers(1, false, post(parts))
                .body(1, NOTIFICATION)
                .answer();
        // Then
        assertThat(answer).anyMatch(Http2Frames.Frame::refuses);
        assertThat(unread()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Api-Key: b", "a\nb", "a\rb", "a\0b"})
    void http2ValueWithALineBreakIsRefused(String value) {
        // When
        List<Http2Frames.Frame> answer = new Http2Frames()
                .headers(1, false, post("x-value", value))
                .body(1, NOTIFICATION)
                .answer();
        // Then
        assertThat(answer).anyMatch(frame -> frame.refuses() || text(frame).contains("\"status\":400"));
        assertThat(unread()).isZero();
    }

    private static String text(Http2Frames.Frame frame) {
        return new String(frame.payload(), StandardCharsets.UTF_8);
    }

    private String[] request(String path) {
        return new String[] {":method", "GET", ":scheme", "http", ":path", path, ":authority", "x", "cookie", cookie};
    }

    private String[] post(String... more) {
        return Stream.concat(
                        Stream.of(
                                ":method", "POST", ":scheme", "http", ":path", "/api/notifications", ":authority", "x"),
                        Stream.concat(Stream.of("cookie", cookie, "content-type", "application/json"), Stream.of(more)))
                .toArray(String[]::new);
    }

    private String create(String... fields) {
        return head("POST", "/api/notifications", fields);
    }

    private String head(String method, String path, String... fields) {
        return method + " " + path + " HTTP/1.1\r\nHost: x\r\nCookie: " + cookie
                + "\r\nContent-Type: application/json\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
    }

    private static List<String> statuses(String answer) {
        return STATUS.matcher(answer).results().map(found -> found.group(1)).toList();
    }

    private int unread() {
        return io.restassured.RestAssured.given()
                .headers(Map.of("Cookie", cookie))
                .get("/api/notifications/unread")
                .then()
                .statusCode(200)
                .extract()
                .path("count");
    }
}
