package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.SignedTokens;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SharedServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A pod with a heap of 256 MiB, and many organizations with a client each. Their notifications are for other users, so that
 * only the bounds over all organizations keep them from filling the heap. {@code -Dsmall-pod.organizations=10000} makes it
 * as many as such a pod may meet.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("SmallPodIT")
@Timeout(900)
class SmallPodIT {

    private static final int ORGANIZATIONS = Integer.getInteger("small-pod.organizations", 300);
    // Together more than the heap, even for the default number of organizations.
    private static final int NOTIFICATIONS = 60;
    private static final String TEXT = "x".repeat(9_000);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECRET = "a secret of one pod that nobody else has seen";
    private static final SignedTokens TOKENS = new SignedTokens(SECRET);
    private static final Login NO_COOKIE = new Login("", "", "");

    @Test
    void podWithASmallHeapLivesWithManyBusyOrganizations() throws Exception {
        // Given
        PodSettings settings = PodSettings.of("small-pod-it")
                .with("CARILLON_JWT_SECRET", SECRET)
                .with("CARILLON_JWT_AUDIENCE", SignedTokens.AUDIENCE)
                .with("CARILLON_STREAM_OPENS_PER_SECOND", "1000000")
                .withJvmOption("-Xmx256m")
                .withoutLimits();
        try (Pod pod = Pod.start("small", SharedServices.get(), settings).awaitReady(PATIENCE);
                Streams streams = new Streams(pod)) {
            for (int i = 0; i < ORGANIZATIONS; i++) {
                streams.open(bearer("listener", organization(i)));
            }
            await().atMost(PATIENCE).until(() -> PodMetrics.of(pod).get("carillon_clients") == ORGANIZATIONS);

            // When
            for (int from = 0; from < NOTIFICATIONS; from += 10) {
                for (int i = 0; i < ORGANIZATIONS; i++) {
                    createTen(pod, organization(i));
                }
            }

            // Then
            assertThat(pod.isAlive()).isTrue();
            await().atMost(PATIENCE).until(pod::isReady);
            assertThat(PodMetrics.of(pod).get("carillon_recent_logs_bytes")).isLessThan(70_000_000);
            assertThat(PodMetrics.of(pod).get("carillon_recent_logs_cleared_total"))
                    .isPositive();
            assertThat(streams.ended()).isZero();
            long before = streams.bytes();
            long id = create(pod, "listener", organization(0));
            assertThat(id).isEqualTo(NOTIFICATIONS + 1L);
            await().until(() -> streams.bytes() >= before + TEXT.length());
        }
    }

    private static String organization(int number) {
        return "small-pod-" + number;
    }

    private static String bearer(String user, String organization) {
        return "Bearer " + TOKENS.token(user, organization, List.of());
    }

    private static void createTen(Pod pod, String organization) {
        String items = IntStream.range(0, 10)
                .mapToObj(i -> Api.forUser("somebody-else", TEXT))
                .collect(Collectors.joining(",", "{\"notifications\":[", "]}"));
        HttpResponse<String> answer = Api.post(
                pod, NO_COOKIE, "/api/notifications/batch", items, "Authorization", bearer("sender", organization));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static long create(Pod pod, String user, String organization) {
        HttpResponse<String> answer =
                Api.create(pod, NO_COOKIE, Api.forUser(user, TEXT), "Authorization", bearer("sender", organization));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Api.json(answer).path("id").asLong();
    }

    /** Streams that one thread reads, and counts. */
    private static final class Streams implements AutoCloseable {

        private final InetSocketAddress address;
        private final Selector selector;
        private final AtomicInteger ended = new AtomicInteger();
        private final AtomicLong bytes = new AtomicLong();

        Streams(Pod pod) throws IOException {
            address = new InetSocketAddress("127.0.0.1", pod.httpPort());
            selector = Selector.open();
            Thread reader = new Thread(this::read, "reader of many streams");
            reader.setDaemon(true);
            reader.start();
        }

        void open(String bearer) throws IOException {
            SocketChannel socket = SocketChannel.open(address);
            socket.write(ByteBuffer.wrap(("GET /api/notifications/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                            + "Accept: text/event-stream\r\nAuthorization: " + bearer + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII)));
            socket.configureBlocking(false);
            selector.wakeup();
            socket.register(selector, SelectionKey.OP_READ);
        }

        private void read() {
            ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
            try {
                while (selector.isOpen()) {
                    selector.select(key -> read((SocketChannel) key.channel(), key, buffer.clear()), 100);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void read(SocketChannel socket, SelectionKey key, ByteBuffer buffer) {
            try {
                int length = socket.read(buffer);
                if (length >= 0) {
                    bytes.addAndGet(length);
                    return;
                }
            } catch (IOException reset) {
                // Ended, too.
            }
            key.cancel();
            ended.incrementAndGet();
        }

        int ended() {
            return ended.get();
        }

        long bytes() {
            return bytes.get();
        }

        @Override
        public void close() throws IOException {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        }
    }
}
