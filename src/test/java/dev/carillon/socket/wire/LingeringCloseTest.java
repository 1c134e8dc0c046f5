package dev.carillon.socket.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.RawHttp;
import io.micrometer.core.instrument.MeterRegistry;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that write their whole body before they read the answer, which came before it. */
@IdentityTest
class LingeringCloseTest {

    private static final byte[] PART = new byte[64 * 1024];

    @Inject
    Credentials credentials;

    @Inject
    MeterRegistry registry;

    private String cookie;

    @BeforeEach
    void signIn() {
        cookie = credentials.session("26", "lingering-" + UUID.randomUUID()).cookie();
    }

    @ParameterizedTest
    @CsvSource({
        "413, Content-Length: 3000000",
        "413, Content-Length: 1900000",
        "400, X A: b",
        "501, Transfer-Encoding: gzip",
    })
    void answerReachesAClientThatWritesOnBeforeItReads(int status, String field) throws IOException {
        double before = cut();
        try (Socket socket = begin(field)) {
            // Given
            patiently().until(() -> socket.getInputStream().available() > 0);
            // When
            write(socket.getOutputStream(), 1_900_000);
            // Then
            RawHttp raw = RawHttp.rest(socket);
            assertThat(raw.statuses()).containsExactly(status);
            assertThat(raw.answer())
                    .containsIgnoringCase("connection: close")
                    .contains("\"status\":" + status)
                    .endsWith("}");
            assertThat(raw.closed()).isTrue();
        }
        assertThat(cut()).isEqualTo(before);
    }

    @Test
    void connectionThatGoesOnForTooLongIsCut() throws IOException {
        // Given
        double before = cut();
        try (Socket socket = begin("Content-Length: 3000000")) {
            // When nothing more is sent and nothing is closed
            patiently().until(() -> cut() > before);
            // Then
            patiently().until(() -> cannotWrite(socket.getOutputStream()));
        }
    }

    @Test
    void connectionThatSendsTooMuchIsCut() throws IOException {
        // Given
        double before = cut();
        try (Socket socket = begin("Content-Length: 900000000")) {
            // When
            patiently().pollInterval(Duration.ofMillis(1)).until(() -> cannotWrite(socket.getOutputStream()));
        }
        // Then
        patiently().until(() -> cut() > before);
    }

    @Test
    void requestBehindARejectedOneIsNotTaken() throws IOException {
        try (Socket socket = begin("Content-Length: 300000")) {
            // When
            write(socket.getOutputStream(), 300_000);
            socket.getOutputStream()
                    .write("GET /api/notifications/unread HTTP/1.1\r\nHost: x\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            // Then
            assertThat(RawHttp.rest(socket).statuses()).containsExactly(413);
        }
    }

    private Socket begin(String field) throws IOException {
        Socket socket = new Socket("127.0.0.1", RestAssured.port);
        String head = "POST /api/notifications HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nCookie: "
                + cookie + "\r\n" + field + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void write(OutputStream out, int bytes) throws IOException {
        for (int left = bytes; left > 0; left -= PART.length) {
            out.write(PART, 0, Math.min(left, PART.length));
        }
    }

    private static boolean cannotWrite(OutputStream out) {
        try {
            out.write(PART);
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private double cut() {
        return registry.counter("carillon.connections.cut").count();
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50));
    }
}
