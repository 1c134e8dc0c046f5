package dev.carillon.monitoring.recording;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodCluster;
import dev.carillon.embedded.PodSettings;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** Two pods with streams of one organization, and creates for all of them. */
final class Load implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BODY =
            "{\"type\":\"load\",\"title\":\"A title\",\"message\":\"A message of usual length\","
                    + "\"audience\":\"organization\"}";

    private final HttpClient http = HttpClient.newHttpClient();
    private final SseClients clients = new SseClients();
    private final List<SseStream> streams = new ArrayList<>();
    private final PodCluster pods;
    private final String cookie;

    Load(EmbeddedServices services, PodSettings settings, int streamCount) {
        pods = PodCluster.start(services, settings.withoutLimits().with("CARILLON_STREAM_MAX_PER_USER", "0"), 2);
        ExpressSession session = pods.sessions().create("ada", "load");
        cookie = session.cookieHeader();
        for (int i = 0; i < streamCount; i++) {
            Pod pod = pods.pod(i % 2 + 1);
            streams.add(clients.open(SseRequest.get(BreakableCluster.address(pod), "/api/notifications/stream")
                    .withCookie(cookie)));
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> streams.stream().noneMatch(s -> s.events().isEmpty()));
        Awaitility.await().atMost(PATIENCE).until(() -> sum("carillon_bus_delivering") == 2);
    }

    CompletableFuture<Boolean> create(int number) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(pods.pod(number % 2 + 1).baseUrl() + "/api/notifications"))
                .header("Content-Type", "application/json")
                .header("Sec-Fetch-Site", "same-origin")
                .header("Cookie", cookie)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(BODY))
                .build();
        return http.sendAsync(request, BodyHandlers.discarding())
                .handle((answer, failure) -> failure == null && answer.statusCode() == 201);
    }

    /** Returns when all are created and shown on every stream. */
    void createAndAwait(int count, int atOnce) {
        int before = streams.get(0).events().size();
        for (int from = 0; from < count; from += atOnce) {
            List<CompletableFuture<Boolean>> group = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + atOnce); i++) {
                group.add(create(i));
            }
            group.forEach(created -> {
                if (!created.join()) {
                    throw new IllegalStateException("a create request was rejected");
                }
            });
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> streams.stream().allMatch(s -> s.events().size() >= before + count));
    }

    /** Over both pods. */
    double sum(String metric) {
        return pods.pods().stream()
                .mapToDouble(pod -> PodMetrics.of(pod).get(metric))
                .sum();
    }

    @Override
    public void close() {
        clients.close();
        pods.close();
    }
}
