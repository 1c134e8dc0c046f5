package dev.carillon.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carillon.testkit.Creates.Creation;
import dev.carillon.testkit.Creates.Pace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CreatesTest {
    private static final Login ANNA = new Login("org", "anna", "connect.sid=anna");

    private record Request(String key, String cookie, JsonNode body) {}

    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch release = new CountDownLatch(1);
    private final History history = new History("creates");
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stopServer() {
        release.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void everyCreateRequestHasItsOwnKeyMarkerAndAudience() {
        // Given
        answer((n, exchange) -> reply(exchange, 201, "{\"notification\":{\"id\":" + (n + 1) + "}}"));
        List<Creation> creations = List.of(
                new Creation(ANNA, Audience.everybody()),
                new Creation(ANNA, Audience.of("bert")),
                new Creation(ANNA, Audience.of("bert", "anna")));

        // When
        Creates creates = Creates.start(history, this::pods, creations, Pace.of(3, 300, 30), 100);
        boolean ended = creates.awaitEnd(Duration.ofSeconds(10));

        // Then
        assertTrue(ended);
        assertEquals(30, creates.begun());
        assertEquals(30, requests.size());
        assertEquals(30, new HashSet<>(requests.stream().map(Request::key).toList()).size());
        assertEquals(
                10,
                requests.stream()
                        .filter(r -> r.body().path("audience").asText().equals("organization"))
                        .count());
        assertEquals(
                10,
                requests.stream()
                        .filter(r -> r.body().path("userId").asText().equals("bert"))
                        .count());
        assertEquals(
                10,
                requests.stream()
                        .filter(r -> r.body().path("userIds").size() == 2)
                        .count());
        assertTrue(requests.stream().allMatch(r -> r.cookie().equals("connect.sid=anna")));
        assertTrue(requests.stream()
                .allMatch(r -> r.body().path("message").asText().length() > 100));
        assertEquals(
                new Judgement.Creations(30, 30, 0, 0),
                new HistoryChecker().check(history).creations());
    }

    @Test
    void aRejectionIsRejectedAndAnErrorIsUnknown() {
        // Given
        answer((n, exchange) -> reply(exchange, n % 2 == 0 ? 429 : 500, "{}"));

        // When
        boolean ended = start(Pace.of(1, 500, 10)).awaitEnd(Duration.ofSeconds(10));

        // Then
        assertTrue(ended);
        assertEquals(
                new Judgement.Creations(10, 0, 5, 5),
                new HistoryChecker().check(history).creations());
    }

    @Test
    void anUnknownAttemptIsRetriedWithTheSameKey() {
        // Given
        answer((n, exchange) -> {
            if (n == 0) {
                release.await(5, TimeUnit.SECONDS);
            }
            reply(exchange, 201, "{\"id\":1}");
        });

        // When
        boolean ended = start(Pace.of(1, 100, 1)
                        .withTimeout(Duration.ofMillis(300))
                        .retryingUnknown(3, Duration.ofMillis(10)))
                .awaitEnd(Duration.ofSeconds(10));

        // Then
        assertTrue(ended);
        assertEquals(2, requests.size());
        assertEquals(1, new HashSet<>(requests.stream().map(Request::key).toList()).size());
        assertEquals(
                new Judgement.Creations(1, 1, 0, 0),
                new HistoryChecker().check(history).creations());
    }

    private Creates start(Pace pace) {
        return Creates.start(history, this::pods, List.of(new Creation(ANNA, Audience.everybody())), pace);
    }

    private List<InetSocketAddress> pods() {
        return List.of(server.getAddress());
    }

    private interface Answer {
        void to(int number, HttpExchange exchange) throws Exception;
    }

    private void answer(Answer answer) {
        server.createContext("/api/notifications", exchange -> {
            int number;
            synchronized (requests) {
                number = requests.size();
                requests.add(new Request(
                        exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                        exchange.getRequestHeaders().getFirst("Cookie"),
                        new ObjectMapper().readTree(exchange.getRequestBody())));
            }
            try {
                answer.to(number, exchange);
            } catch (Exception e) {
                throw new IOException(e);
            }
        });
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
