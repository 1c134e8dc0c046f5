package dev.carillon.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.IdentityTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pod behind a gateway at 127.0.0.2, with the record in a file of its own, as docs/operations.md says. */
@IdentityTest
@TestProfile(TrustedProxyTest.BehindAGateway.class)
class TrustedProxyTest {

    private static final String GATEWAY = "127.0.0.2";

    public static final class BehindAGateway implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.http.proxy.proxy-address-forwarding", "true",
                    "quarkus.http.proxy.allow-x-forwarded", "true",
                    "quarkus.http.proxy.trusted-proxies", GATEWAY,
                    "quarkus.log.handler.file.\"audit\".enabled", "true",
                    "quarkus.log.handler.file.\"audit\".path", "target/audit-of-a-pod.log",
                    "quarkus.log.file.json.enabled", "true",
                    "quarkus.log.category.\"carillon.audit\".handlers", "audit",
                    "quarkus.log.category.\"carillon.audit\".use-parent-handlers", "false");
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.2, 203.0.113.9, 203.0.113.9", "127.0.0.1, 203.0.113.9, 127.0.0.1", "127.0.0.2, , 127.0.0.2"})
    void addressIsTheGatewaysWordAndNobodyElses(String peer, String claimed, String recorded) {
        // Given
        String trace = UUID.randomUUID().toString().replace("-", "");
        // When
        ask(peer, claimed, trace);
        // Then
        await().untilAsserted(() -> assertThat(lines()).anySatisfy(line -> {
            JsonObject fields = line.getJsonObject("mdc");
            assertThat(fields.getString("trace")).isEqualTo(trace);
            assertThat(fields.getString("event")).isEqualTo("sign_in_failed");
            assertThat(fields.getString("from")).isEqualTo(recorded);
        }));
    }

    @Test
    void invalidAddressBreaksNoLine() {
        // Given
        String trace = UUID.randomUUID().toString().replace("-", "");
        // When
        ask(GATEWAY, "203.0.113.9\" outcome=done", trace);
        // Then
        await().untilAsserted(() -> assertThat(lines()).anySatisfy(line -> {
            assertThat(line.getJsonObject("mdc").getString("trace")).isEqualTo(trace);
            assertThat(line.getString("message")).contains(" from=\"203.0.113.9\\\" outcome=done\" ");
        }));
    }

    private static List<JsonObject> lines() {
        try (Stream<String> lines = Files.lines(Path.of("target/audit-of-a-pod.log"))) {
            return lines.map(JsonObject::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void ask(String peer, String claimed, String trace) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(peer, 0));
            socket.connect(new InetSocketAddress("127.0.0.1", RestAssured.port));
            String request = "GET /api/notifications HTTP/1.1\r\nHost: carillon\r\nConnection: close\r\n"
                    + "traceparent: 00-" + trace + "-b7ad6b7169203331-01\r\n"
                    + (claimed == null ? "" : "X-Forwarded-For: " + claimed + "\r\n") + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 401 ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
