package dev.carillon.testkit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

class RedisFaultsTest {
    private static RedisServer server;
    private static RedisFaults redis;

    @BeforeAll
    static void startRedis() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        server = RedisServer.builder()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        server.start();
        redis = new RedisFaults("127.0.0.1", port);
    }

    @AfterAll
    static void stopRedis() {
        server.stop();
    }

    @Test
    void subscribersAreDroppedAndCounted() throws IOException {
        // Given
        try (Socket subscriber = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
            subscriber.setSoTimeout(5_000);
            subscriber.getOutputStream().write("SUBSCRIBE rope\r\n".getBytes(StandardCharsets.UTF_8));
            await().until(() -> redis.clients().stream().anyMatch(line -> line.contains(" sub=1 ")));

            // When
            long killed = redis.killSubscribers();

            // Then
            assertEquals(1, killed);
            await().until(() -> endOf(subscriber));
        }
    }

    @Test
    void aPauseBlocksWritesAndLetsPingThrough() {
        // Given
        redis.pauseWrites(Duration.ofSeconds(20));

        // When
        CompletableFuture<Object> publish = CompletableFuture.supplyAsync(() -> redis.command("PUBLISH", "rope", "x"));

        // Then
        assertEquals("PONG", redis.command("PING"));
        await().during(Duration.ofMillis(150)).until(() -> !publish.isDone());
        redis.endPause();
        await().until(publish::isDone);
        assertEquals(0L, publish.join());
    }

    @Test
    void everyKindOfReplyIsUnderstood() {
        // Given
        redis.command("SET", "key", "gr\u00fc\u00dfe\r\n");
        redis.command("RPUSH", "list", "a", "b");

        // When
        Object text = redis.command("GET", "key");
        redis.flushAll();

        // Then
        assertEquals("gr\u00fc\u00dfe\r\n", text);
        assertEquals(null, redis.command("GET", "key"));
        assertEquals(List.of(), redis.command("LRANGE", "list", "0", "-1"));
        assertEquals(Arrays.asList(null, null), redis.command("MGET", "a", "b"));
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> redis.command("NONSENSE"));
        assertTrue(refusal.getMessage().contains("unknown command"), refusal.getMessage());
    }

    private static boolean endOf(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
