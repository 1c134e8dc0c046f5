package dev.carillon.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.WithCluster;
import dev.carillon.testkit.Http2Peer;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SseStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first bytes of a stream, its filters and its rejections, in every version of HTTP. */
@ExtendWith(WithCluster.class)
@Timeout(60)
class HandshakeIT extends StreamTestBase {
    private final BreakableCluster cluster;

    HandshakeIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void headIsAsTheProtocolSays() {
        // When
        SseStream stream = open(cluster.pod(1), cluster.login("handshake", "u1"), "");

        // Then
        assertEquals(200, stream.status());
        assertEquals("text/event-stream; charset=utf-8", stream.header("Content-Type"));
        assertEquals("no-cache, no-store, no-transform", stream.header("Cache-Control"));
        assertEquals("no", stream.header("X-Accel-Buffering"));
        assertEquals("identity", stream.header("Content-Encoding"));
        assertEquals("keep-alive", stream.header("Connection").toLowerCase(Locale.ROOT));
    }

    /** The stream is the last response of its connection: another one would stand in the middle of its events. */
    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "Content-Length: 10\r\n\r\nhalf"})
    void bytesAfterTheRequestAreNotAnswered(String end) throws IOException {
        // Given
        Login login = cluster.login("handshake", "u1");
        try (Socket socket = new Socket("127.0.0.1", cluster.pod(1).httpPort())) {
            socket.setSoTimeout(10_000);
            String request =
                    "GET " + STREAM + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + login.cookie() + "\r\n" + end;
            String next = "GET /api/notifications HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write((request + next).getBytes(StandardCharsets.US_ASCII));
            String before = readUntil(socket.getInputStream(), "}\n\n");

            // When
            Api.created(cluster.pod(1), login, Api.forEverybody("behind"));
            String after = readUntil(socket.getInputStream(), "}\n\n");

            // Then
            assertEquals(0, before.lastIndexOf("HTTP/1.1"));
            assertFalse(after.contains("HTTP/1.1"), after);
            assertTrue(after.contains("behind"), after);
        }
    }

    /** HTTP/1.0 has no chunks, so that the bytes after the head are those of the stream. */
    @Test
    void firstBytesAreRetryAndConnectedAlsoOverHttp10() throws IOException {
        // Given
        Login login = cluster.login("handshake", "u1");
        try (Socket socket = new Socket("127.0.0.1", cluster.pod(1).httpPort())) {
            socket.setSoTimeout(10_000);
            String request = "GET " + STREAM + " HTTP/1.0\r\nHost: localhost\r\nCookie: " + login.cookie() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

            // When
            String answer = readUntil(socket.getInputStream(), "}\n\n");

            // Then
            String head = answer.substring(0, answer.indexOf("\r\n\r\n"));
            String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
            assertTrue(head.startsWith("HTTP/1.0 200 "), head);
            assertFalse(head.toLowerCase(Locale.ROOT).contains("transfer-encoding"), head);
            assertTrue(
                    body.matches(
                            "retry: [2-8][0-9]{3}\nid: [0-9a-z]+-[0-9]+\n"
                                    + "data: \\{\"type\":\"connected\",\"timestamp\":\"[-0-9T:.]{23}Z\","
                                    + "\"clientId\":\"u1-handshake-[0-9]{13,}\",\"caller\":\"handshake/u1\",\"resumed\":false\\}\n\n"),
                    body);
            Api.created(cluster.pod(2), login, Api.forEverybody("over HTTP/1.0"));
            assertTrue(readUntil(socket.getInputStream(), "}\n\n").contains("over HTTP/1.0"));
        }
    }

    private static String readUntil(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("ended after " + text);
            }
            text.append((char) b);
        }
        return text.toString();
    }

    @Test
    void streamWorksOverHttp2() {
        // Given
        Login login = cluster.login("handshake-h2", "u1");
        try (Http2Peer peer = new Http2Peer(BreakableCluster.address(cluster.pod(1)))) {
            peer.headers(1, true, Http2Peer.request("GET", STREAM, "cookie", login.cookie()));
            await().atMost(Duration.ofSeconds(30)).until(() -> peer.body(1).contains("\"connected\""));

            // When
            Api.created(cluster.pod(2), login, Api.forEverybody("over HTTP/2"));

            // Then
            await().atMost(Duration.ofSeconds(30)).until(() -> peer.body(1).contains("over HTTP/2"));
            assertEquals("200", peer.status(1));
            assertFalse(peer.answer(1).contains("connection"));
        }
    }

    @Test
    void retryDiffersBetweenConnections() {
        // When
        List<Duration> retries = IntStream.range(0, 20)
                .mapToObj(i -> open(cluster.pod(1), cluster.login("handshake", "u" + i), ""))
                .map(stream -> stream.retry().orElseThrow())
                .toList();

        // Then
        assertTrue(retries.stream().distinct().count() > 10, retries::toString);
        assertTrue(retries.stream().allMatch(retry -> retry.toMillis() >= 2_000 && retry.toMillis() <= 8_000));
    }

    @Test
    void keepAliveCarriesTimeAndPosition() {
        // Given
        Login login = cluster.login("handshake-idle", "u1");
        SseStream stream = open(cluster.pod(1), login, "");
        long id = Api.created(cluster.pod(2), login, Api.forUser("somebody-else", "not for u1"));

        // When: nothing is shown, and yet the position moves on.
        await().atMost(Duration.ofSeconds(30)).until(() -> stream.lastEventId().endsWith("-" + id));

        // Then
        assertTrue(stream.ids().isEmpty());
        assertTrue(stream.comments().get(0).matches("keep-alive \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));
    }

    @Test
    void keepAliveCanBeAMessage() {
        // When
        SseStream stream = open(cluster.pod(1), cluster.login("handshake-ping", "u1"), "?keepAlive=message");

        // Then
        await().atMost(Duration.ofSeconds(30)).until(() -> stream.events("ping").size() >= 2);
        assertTrue(stream.comments().isEmpty());
        assertTrue(stream.events("ping").get(0).id().matches("[0-9a-z]+-[0-9]+"));
    }

    @Test
    void filterLetsNamedTypesAndPrefixesPass() {
        // Given
        Login login = cluster.login("filter", "u1");
        SseStream filtered = open(cluster.pod(1), login, "?types=session_*,payment.failed");
        SseStream everything = open(cluster.pod(1), login, "?types=*");

        // When
        List<Long> ids = Stream.of("session_created", "payment.failed", "payment.succeeded", "session", "session_")
                .map(type -> Api.created(cluster.pod(2), login, Api.forEverybody(type, "m")))
                .toList();

        // Then
        awaitNotifications(everything, 5);
        awaitNotifications(filtered, 3);
        assertEquals(List.of(ids.get(0), ids.get(1), ids.get(4)), filtered.ids());
        assertEquals(ids, everything.ids());
    }

    @Test
    void strangerGetsTheBodyOfTheSingleNodeSystem() {
        // Given
        Login stranger = new Login("none", "none", "");
        Login forger = new Login("none", "none", "connect.sid=s%3Aforged.AAAA");

        // Then
        for (Login login : List.of(stranger, forger)) {
            HttpResponse<String> rejected = Api.get(cluster.pod(1), login, STREAM);
            assertEquals(401, rejected.statusCode());
            assertEquals("{\"error\":\"Unauthorized\"}", rejected.body());
            assertEquals(
                    "application/json",
                    rejected.headers().firstValue("Content-Type").orElse(""));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "types=a%20b",
                "types=,",
                "types=*a",
                "types=%00",
                "clientId=a%20b",
                "keepAlive=yes",
                "ack=perhaps"
            })
    void malformedParameterIsRejectedWithAProblem(String parameter) {
        // When
        HttpResponse<String> rejected =
                Api.get(cluster.pod(1), cluster.login("handshake", "u1"), STREAM + "?" + parameter);

        // Then
        assertEquals(400, rejected.statusCode());
        assertEquals(
                "application/problem+json",
                rejected.headers().firstValue("Content-Type").orElse("").split(";")[0]);
        String field = parameter.substring(0, parameter.indexOf('='));
        assertEquals(field, Api.json(rejected).at("/errors/0/field").asText());
    }
}
