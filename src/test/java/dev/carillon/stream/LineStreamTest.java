package dev.carillon.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The stream as lines of JSON, and a stream with padding. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class LineStreamTest {

    @Inject
    Credentials credentials;

    @TestHTTPResource
    URL pod;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void aStreamOfLinesHasTheMessagesOfAStream() throws Exception {
        // Given
        ApiClient ada = credentials.user("ada", Credentials.newOrganization());
        HttpResponse<Stream<String>> answer = lines(ada, "?snapshot=1");

        // When
        Iterator<String> lines = answer.body().iterator();
        JsonObject connected = new JsonObject(lines.next());
        JsonObject snapshot = new JsonObject(lines.next());
        ada.created("a\\nb", "");
        JsonObject notification = Stream.generate(() -> new JsonObject(lines.next()))
                .dropWhile(message -> message.getString("type").equals("ping"))
                .findFirst()
                .orElseThrow();

        // Then
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(connected.getString("type")).isEqualTo("connected");
        assertThat(connected.getString("cursor")).isEqualTo("00000000-0");
        assertThat(connected.getLong("retryInMs")).isBetween(2_000L, 8_000L);
        assertThat(snapshot.getString("type")).isEqualTo("snapshot");
        assertThat(notification.getJsonObject("data").getString("title")).isEqualTo("a\nb");
        assertThat(notification.getString("cursor")).endsWith("-1");
        answer.body().close();
    }

    @Test
    void paddingPushesTheFirstMessageAndAPingFollows() {
        // Given
        ApiClient ada = credentials.user("ada", Credentials.newOrganization());
        SseRequest request = SseRequest.stream(new InetSocketAddress(pod.getHost(), pod.getPort()), "?padding=4096")
                .withCookie(ada.headers().get("Cookie"))
                .withGzip();

        // When
        try (SseClients clients = new SseClients()) {
            SseStream stream = clients.open(request);
            await().until(() -> stream.events().size() >= 2);

            // Then
            assertThat(stream.comments()).anyMatch(comment -> comment.length() >= 4096);
            assertThat(stream.events("ping")).hasSize(1);
        }
    }

    private HttpResponse<Stream<String>> lines(ApiClient as, String query) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://" + pod.getHost() + ":" + pod.getPort() + "/api/notifications/stream" + query))
                .header("Cookie", as.headers().get("Cookie"))
                .header("Accept", "application/x-ndjson")
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofLines());
    }
}
