package dev.carillon.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EmbeddedRedisTest {
    private static final String SECRET = "keyboard cat";
    private static EmbeddedRedis redis;

    @BeforeAll
    static void start() {
        redis = EmbeddedRedis.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void saysThatItsPortIsTaken() {
        // When
        UncheckedIOException failure =
                assertThrows(UncheckedIOException.class, () -> EmbeddedRedis.start(redis.port()));

        // Then
        assertTrue(failure.getMessage().contains("Failed listening on port " + redis.port()), failure.getMessage());
    }

    @Test
    void sessionIsStoredAsExpressStoresIt() throws IOException {
        try (ExpressSessions sessions = ExpressSessions.in(redis, SECRET)) {
            // When
            ExpressSession session = sessions.create(26, 21);

            // Then
            JsonObject stored = new JsonObject(bulk("GET sess:" + session.sid()));
            assertEquals(26, stored.getInteger("userId"));
            assertEquals(21, stored.getInteger("organizationId"));
            assertEquals(86_400_000, stored.getJsonObject("cookie").getInteger("originalMaxAge"));
            assertEquals(":86400", ask("TTL sess:" + session.sid()));
        }
    }

    @Test
    void cookieIsSignedAsExpressSignsIt() {
        // When
        ExpressSession session = ExpressSession.signed("tobi", SECRET);

        // Then: the same as cookie-signature computes from this value and secret
        String cookie = URLDecoder.decode(session.cookie(), StandardCharsets.UTF_8);
        assertEquals("s:tobi.k/MBGA3LV/De+0YTROxcLuurjbOQXyaa2veNodQBZc4", cookie);
        assertEquals("connect.sid=" + session.cookie(), session.cookieHeader());
    }

    private static String ask(String command) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", redis.port())) {
            socket.setSoTimeout(500);
            return reader(socket, command).readLine();
        }
    }

    private static String bulk(String command) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", redis.port())) {
            BufferedReader reply = reader(socket, command);
            assertTrue(reply.readLine().startsWith("$"));
            return reply.readLine();
        }
    }

    private static BufferedReader reader(Socket socket, String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }
}
