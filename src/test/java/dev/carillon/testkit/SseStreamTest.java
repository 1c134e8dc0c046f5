package dev.carillon.testkit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseStreamTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";

    private final SseClients clients = new SseClients();

    @AfterEach
    void closeClients() {
        clients.close();
        assertEquals(List.of(), clients.failures());
    }

    @Test
    void anIdentityBodyIsReadUntilTheServerCloses() {
        // Given
        ScriptedServer.Script script = (n, socket) ->
                ScriptedServer.write(socket, ScriptedServer.OK + "retry: 2000\n:hi\nid: e-1\ndata: a\n\n");
        try (ScriptedServer server = new ScriptedServer(script)) {
            // When
            SseStream stream =
                    clients.open(SseRequest.get(server.address(), "/s?types=a").withCookie("c=1"));
            await().until(() -> stream.ending().isPresent());

            // Then
            assertEquals(200, stream.status());
            assertEquals("text/event-stream; charset=utf-8", stream.header("Content-Type"));
            assertEquals(List.of("hi"), stream.comments());
            assertEquals("a", stream.events().get(0).data());
            assertEquals("e-1", stream.lastEventId());
            assertEquals(Optional.of(Duration.ofSeconds(2)), stream.retry());
            assertEquals(Optional.of(Ending.SERVER_CLOSED), stream.ending());
            assertTrue(server.requests().get(0).startsWith("GET /s?types=a HTTP/1.1\n"));
            assertTrue(server.requests().get(0).contains("Cookie: c=1\n"));
        }
    }

    @Test
    void streamOfOnlyARetryIsForgiven() {
        // Given
        AtomicInteger visits = new AtomicInteger();
        ScriptedServer.Script script = (n, socket) -> {
            ScriptedServer.write(socket, ScriptedServer.OK + "retry: 2000\n\n");
            if (visits.incrementAndGet() == 2) {
                ScriptedServer.write(socket, "data: welcome\n\n");
                ScriptedServer.untilReaderLeaves(socket);
            }
        };
        try (ScriptedServer server = new ScriptedServer(script)) {
            // When
            SseStream stream = clients.openAnswered(SseRequest.get(server.address(), "/"), Duration.ofSeconds(10));

            // Then
            assertEquals("welcome", stream.events().get(0).data());
            assertEquals(Optional.empty(), stream.ending());
            assertEquals(2, visits.get());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ScriptedServer.OK,
                "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/event-stream\r\n\r\nretry: 2000\n\n",
            })
    void noOtherEndWithoutAMessageIsForgiven(String answer) {
        // Given
        AtomicInteger visits = new AtomicInteger();
        ScriptedServer.Script script = (n, socket) -> {
            visits.incrementAndGet();
            ScriptedServer.write(socket, answer);
        };
        try (ScriptedServer server = new ScriptedServer(script)) {
            SseRequest request = SseRequest.get(server.address(), "/");

            // When
            assertThrows(ConditionTimeoutException.class, () -> clients.openAnswered(request, Duration.ofSeconds(1)));

            // Then
            assertEquals(1, visits.get());
        }
    }

    @Test
    void everyWayToEndHasItsName() {
        // Given
        ScriptedServer.Script script = (n, socket) -> {
            if (n == 0) {
                ScriptedServer.write(socket, ScriptedServer.OK);
                ScriptedServer.resetWhenDone(socket);
            } else {
                ScriptedServer.write(socket, "SSH-2.0-what\r\n\r\n");
            }
        };
        try (ScriptedServer server = new ScriptedServer(script)) {
            // When
            SseStream broken = clients.open(SseRequest.get(server.address(), "/"));
            await().until(() -> broken.ending().isPresent());
            SseStream garbled = clients.open(SseRequest.get(server.address(), "/"));
            SseStream rejected = clients.open(SseRequest.get(ScriptedServer.nobody(), "/"));
            await().until(() ->
                    garbled.ending().isPresent() && rejected.ending().isPresent());

            // Then
            assertEquals(Optional.of(Ending.RESET), broken.ending());
            assertEquals(Optional.of(Ending.MALFORMED), garbled.ending());
            assertEquals(Optional.of(Ending.CONNECT_FAILED), rejected.ending());
        }
    }

    @Test
    void theServerSeesAnOrderlyEndOrAReset() {
        // Given
        List<Object> seen = new ArrayList<>();
        ScriptedServer.Script script = (n, socket) -> {
            ScriptedServer.write(socket, ScriptedServer.OK);
            Object end;
            try {
                end = socket.getInputStream().read();
            } catch (SocketException e) {
                end = "reset";
            }
            synchronized (seen) {
                seen.add(end);
            }
        };
        try (ScriptedServer server = new ScriptedServer(script)) {
            SseStream orderly = clients.open(SseRequest.get(server.address(), "/"));
            await().until(() -> orderly.status() == 200);
            orderly.close();
            await().until(() -> seen.size() == 1);
            SseStream abrupt = clients.open(SseRequest.get(server.address(), "/"));
            await().until(() -> abrupt.status() == 200);

            // When
            abrupt.reset();
            await().until(() -> seen.size() == 2);

            // Then
            assertEquals(List.of(-1, "reset"), seen);
            assertEquals(Optional.of(Ending.CLIENT_CLOSED), abrupt.ending());
        }
    }

    @Test
    void aReaderThatStopsPushesBackOnTheServerAndLosesNothing() {
        // Given
        AtomicLong written = new AtomicLong();
        int total = 8 * 1024 * 1024;
        try (ScriptedServer server = new ScriptedServer((n, socket) -> flood(socket, total, written))) {
            SseStream stream = clients.open(SseRequest.get(server.address(), "/")
                    .withReceiveBuffer(4096)
                    .readingAt(0));
            await().until(() -> written.get() > 0);
            await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(5)).until(() -> written.get() < total / 2);

            // When
            stream.readAt(Long.MAX_VALUE);
            await().until(() -> stream.ending().isPresent());

            // Then
            assertEquals(total, written.get());
            assertTrue(stream.bytesRead() > total, "read " + stream.bytesRead());
        }
    }

    private static void flood(Socket socket, int total, AtomicLong written) throws IOException {
        ScriptedServer.write(socket, ScriptedServer.OK);
        byte[] block = (":" + "x".repeat(8190) + "\n").getBytes(StandardCharsets.US_ASCII);
        while (written.get() < total) {
            socket.getOutputStream().write(block);
            written.addAndGet(block.length);
        }
    }
}
