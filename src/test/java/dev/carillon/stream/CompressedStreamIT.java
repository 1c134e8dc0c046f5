package dev.carillon.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.testkit.Ending;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.ReceivedEvent;
import dev.carillon.testkit.SseStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

    private final BreakableCluster cluster;

    CompressedStreamIT(BreakableCluster cluster) {
        this.cluster = cluster;
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
        assertThat(messages(packed, "notification"))
                .extracting(ReceivedEvent::data)
                .isEqualTo(messages(plain, "notification").stream()
                        .map(ReceivedEvent::data)
                        .toList());
        assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(plain.header("Content-Encoding")).isEmpty();
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
        SseStream packed =
                open(request(cluster.pod(3), login, "").withGzip().withHeader("Last-Event-ID", plain.lastEventId()));

        // Then
        awaitNotifications(packed, 2);
        assertThat(resumed(packed)).isTrue();
        assertThat(ids(packed)).containsExactly(1L, 2L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip;q=0, deflate", "br", "identity"})
    void clientThatDoesNotTakeGzipGetsNone(String accepted) {
        // Given
        Login login = cluster.login("gzip-none", "u1");

        // When
        SseStream stream = open(request(cluster.pod(1), login, "").withHeader("Accept-Encoding", accepted));

        // Then
        assertThat(stream.header("Content-Encoding")).isEmpty();
    }

    /** A reader that checks length and checksum of the whole finds the end in order, in both versions of HTTP. */
    @Test
    void orderlyEndHasTheRightChecksum() throws Exception {
        // Given
        ExpressSession session = cluster.sessions().create("u1", "gzip-end");
        Login login = new Login("gzip-end", "u1", session.cookieHeader());
        List<CompletableFuture<String>> bodies = Stream.of(HttpClient.Version.values())
                .map(version -> openCompressed(version, login))
                .map(body -> CompletableFuture.supplyAsync(() -> readAll(body)))
                .toList();
        SseStream witness = open(request(cluster.pod(1), login, "").withGzip());
        Api.created(cluster.pod(2), login, Api.forEverybody(LONG));
        awaitNotifications(witness, 1);

        // When
        cluster.sessions().destroy(session.sid());

        // Then
        awaitEnd(witness, SOON);
        for (CompletableFuture<String> body : bodies) {
            assertThat(body.get(SOON.toSeconds(), TimeUnit.SECONDS))
                    .startsWith("retry: ")
                    .contains("\"connected\"", LONG, "session-expired");
        }
        assertThat(witness.ending()).contains(Ending.SERVER_CLOSED);
    }

    /** Returns once the head has come. */
    private InputStream openCompressed(HttpClient.Version version, Login login) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.pod(1).baseUrl() + STREAM))
                .header("Cookie", login.cookie())
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<InputStream> response = HttpClient.newBuilder()
                .version(version)
                .build()
                .sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .join();
        assertThat(response.version()).isEqualTo(version);
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
