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
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** Clients that send requests without waiting for the answers. */
@IdentityTest
class PipelinedRequestsTest {

    private static final String REQUEST = "GET /api/notifications/unread HTTP/1.1\r\nHost: x\r\n";
    // More than the kernel's buffers of both sides hold together.
    private static final int FLOOD = 100 << 20;
    private static final int MAX_PIPELINED = 16;

    @Inject
    Credentials credentials;

    @Inject
    MeterRegistry registry;

    @Test
    void clientThatReadsNoAnswersIsReadNoFurther() throws IOException {
        try (SocketChannel client = SocketChannel.open()) {
            // Given
            client.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 12);
            client.connect(new InetSocketAddress("127.0.0.1", RestAssured.port));
            client.configureBlocking(false);
            byte[] request = (REQUEST + "X: " + "x".repeat(4_000) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            ByteBuffer requests = ByteBuffer.allocate(request.length);
            requests.position(request.length);
            double before = held();
            // When
            long[] sent = new long[1];
            patiently().until(() -> {
                int written = flood(client, request, requests);
                sent[0] += written;
                return written == 0 && held() > before || sent[0] > FLOOD;
            });
            // Then
            assertThat(sent[0]).isLessThan(FLOOD);
            assertThat(waiting()).isLessThan(MAX_PIPELINED);
        }
        patiently().until(() -> waiting() == 0);
    }

    @Test
    void burstIsAnsweredWhole() throws IOException {
        // Given
        String cookie = "Cookie: "
                + credentials.session("26", "pipelined-" + UUID.randomUUID()).cookie() + "\r\n";
        String last = REQUEST + "Connection: close\r\n\r\n";
        double before = held();
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            // When
            socket.getOutputStream()
                    .write(((REQUEST + cookie + "\r\n").repeat(200) + last).getBytes(StandardCharsets.US_ASCII));
            // Then
            RawHttp raw = RawHttp.rest(socket);
            assertThat(raw.statuses()).hasSize(201).endsWith(401);
            assertThat(raw.statuses().subList(0, 200)).containsOnly(200);
            assertThat(raw.closed()).isTrue();
        }
        assertThat(held()).isGreaterThan(before);
        patiently().until(() -> waiting() == 0);
    }

    /** Writes as much as the connection takes now; {@code requests} is what is left of the last request. */
    private static int flood(SocketChannel client, byte[] request, ByteBuffer requests) throws IOException {
        int written = 0;
        int now;
        do {
            if (!requests.hasRemaining()) {
                requests.clear();
                requests.put(request).flip();
            }
            now = client.write(requests);
            written += now;
        } while (now > 0 && written < FLOOD);
        return written;
    }

    private double held() {
        return registry.counter("carillon.connections.held").count();
    }

    private double waiting() {
        return registry.get("carillon.connections.pipelined").gauge().value();
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }
}
