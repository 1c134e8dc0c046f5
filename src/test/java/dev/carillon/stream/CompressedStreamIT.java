package dev.carillon.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.testkit.Ending;
import dev.carillon.testkit.Http2Peer;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.ReceivedEvent;
import dev.carillon.testkit.SseStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(WithCluster.class)
@Timeout(60)
class CompressedStreamIT extends StreamTestBase {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String LONG = "a text that comes again and again, ".repeat(100);

    /** Enough on each event loop of a pod for an io_submit batch, if the kernel has it. */
    private static final int STREAMS = 12;

    private static final int BURSTS = 20;

    private final BreakableCluster cluster;
    private final Random random = new Random(seed());

    CompressedStreamIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    private static long seed() {
        long seed = System.nanoTime();
        System.out.println("CompressedStreamIT seed " + seed);
        return seed;
    }

    @Test
    void compressedStreamSaysTheSameWithFewerBytes() {
        // Given
        Login login = cluster.login("gzip-same", "u1");
        SseStream plain = open(cluster.pod(1), login, "");
        SseStream packed = open(request(cluster.pod(1), login, "").withGzip());
        long plainBefore = plain.bytesRead();
        long packedBefore = packed.bytesRead();

        // When
        Api.created(cluster.pod(2), login, Api.forEverybody("short"));
        Api.created(cluster.pod(3), login, Api.forEverybody(LONG));
        Api.created(cluster.pod(1), login, Api.forEverybody("short again"));
        awaitNotifications(plain, 3);
        awaitNotifications(packed, 3);

        // Then
        assertThat(packed.events("notification"))
                .extracting(ReceivedEvent::data)
                .isEqualTo(plain.events("notification").stream()
                        .map(ReceivedEvent::data)
                        .toList());
        assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(plain.header("Content-Encoding")).isEqualTo("identity");
        assertThat(packed.bytesRead() - packedBefore).isLessThan((plain.bytesRead() - plainBefore) / 2);
    }

    @Test
    void compressedStreamResumesWhereAPlainOneEnded() {
        // Given
        Login login = cluster.login("gzip-resume", "u1");
        SseStream plain = open(cluster.pod(1), login, "");
        plain.close();
        Api.created(cluster.pod(2), login, Api.forEverybody(LONG));
        Api.created(cluster.pod(2), login, Api.forEverybody("and one more"));

        // When
        SseStream packed = open(request(cluster.pod(3), login, "").withGzip().after(plain.lastEventId()));

        // Then
        awaitNotifications(packed, 2);
        assertThat(resumed(packed)).isTrue();
        assertThat(packed.ids()).containsExactly(1L, 2L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip;q=0, deflate", "br", "identity"})
    void clientThatDoesNotTakeGzipGetsNone(String accepted) {
        // Given
        Login login = cluster.login("gzip-none", "u1");

        // When
        SseStream stream = open(request(cluster.pod(1), login, "").withHeader("Accept-Encoding", accepted));

        // Then
        assertThat(stream.header("Content-Encoding")).isEqualTo("identity");
    }

    /**
     * Streams that get everything at once by one call, one whose socket is full for a while, one that is asked for each, one
     * over HTTP/2, and what is for one user alone. A checksum or length that does not fit fails the readers that check, and
     * makes an ending malformed.
     */
    @Test
    void orderlyEndHasTheRightChecksumForEveryWriter() throws Exception {
        // Given
        ExpressSession session = cluster.sessions().create("u1", "gzip-ways");
        Login login = new Login("gzip-ways", "u1", session.cookieHeader());
        SseStream slow =
                open(request(cluster.pod(1), login, "").withReceiveBuffer(4_096).withGzip());
        List<SseStream> streams = new ArrayList<>(List.of(slow));
        for (int i = 1; i < STREAMS; i++) {
            streams.add(open(request(cluster.pod(1), login, "").withGzip()));
        }
        streams.add(open(request(cluster.pod(1), login, "?types=apitest").withGzip()));
        InputStream plain = openCompressed(login);
        CompletableFuture<String> whole = CompletableFuture.supplyAsync(() -> readAll(plain));
        Http2Peer http2 = new Http2Peer(BreakableCluster.address(cluster.pod(1)))
                .headers(
                        1, true, Http2Peer.request("GET", STREAM, "cookie", login.cookie(), "accept-encoding", "gzip"));
        double fellBehind = fellBehind();
        Api.created(cluster.pod(2), login, Api.forEverybody("so that all are known to have nothing queued"));
        streams.forEach(stream -> awaitNotifications(stream, 1));

        // When
        slow.readAt(0);
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < BURSTS; i++) {
            messages.addAll(List.of(Api.forEverybody("short"), Api.forEverybody(LONG), Api.forEverybody(noise())));
            messages.add(Api.forUser("u1", "for one alone"));
        }
        String batch = messages.stream().collect(Collectors.joining(",", "{\"notifications\":[", "]}"));
        assertThat(Api.post(cluster.pod(2), login, "/api/notifications/batch", batch)
                        .statusCode())
                .isEqualTo(201);
        messages.forEach(message -> Api.created(cluster.pod(3), login, message));
        streams.subList(1, streams.size()).forEach(stream -> awaitNotifications(stream, 1 + 2 * messages.size()));
        slow.readAt(Long.MAX_VALUE);
        awaitNotifications(slow, 1 + 2 * messages.size());
        cluster.sessions().destroy(session.sid());

        // Then
        assertThat(fellBehind()).isGreaterThan(fellBehind);
        streams.forEach(stream -> awaitEnd(stream, SOON));
        assertThat(streams).allSatisfy(stream -> {
            assertThat(stream.ending()).contains(Ending.SERVER_CLOSED);
            assertThat(stream.ids()).doesNotHaveDuplicates().isSorted();
            assertThat(stream.events("session-expired")).hasSize(1);
        });
        http2.awaitEnd(1).close();
        for (String body : List.of(
                whole.get(SOON.toSeconds(), TimeUnit.SECONDS), readAll(new ByteArrayInputStream(http2.bytes(1))))) {
            assertThat(body).startsWith("retry: ").contains("\"connected\"", LONG, "session-expired");
        }
    }

    private double fellBehind() {
        return PodMetrics.of(cluster.pod(1)).get("carillon_clients_fell_behind_total");
    }

    /** Text that no compressor makes much smaller. */
    private String noise() {
        byte[] bytes = new byte[9_000];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Returns once the head has come. */
    private InputStream openCompressed(Login login) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.pod(1).baseUrl() + STREAM))
                .header("Cookie", login.cookie())
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<InputStream> response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .join();
        return response.body();
    }

    private static String readAll(InputStream body) {
        try (InputStream text = new GZIPInputStream(body)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
