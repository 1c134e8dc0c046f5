package dev.carillon.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodCluster;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.embedded.SignedTokens;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.RedisFaults;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two pods that send their traces away; the first writes its log as JSON, the second as lines. */
// Has a cluster of its own, and waits most of the time.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class ObservabilityIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String STREAM = "/api/notifications/stream";

    private static EmbeddedServices services;
    private static OtlpReceiver collector;
    private static PodCluster pods;

    private final SseClients clients = new SseClients();
    private final ExecutorService creators = Executors.newFixedThreadPool(8);

    @BeforeAll
    static void start() {
        services = EmbeddedServices.start(PostgresSettings.temporary());
        collector = new OtlpReceiver();
        PodSettings settings = PodSettings.of("observability-it")
                .with("QUARKUS_OTEL_SDK_DISABLED", "false")
                .with("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
                .with("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "200ms")
                .with("CARILLON_JWT_SECRET", UsedCredentials.TOKEN_SECRET)
                .with("CARILLON_JWT_AUDIENCE", SignedTokens.AUDIENCE)
                .with("QUARKUS_LOG_CATEGORY__DEV_CARILLON__LEVEL", "DEBUG");
        PodSettings json = settings.with("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true");
        pods = PodCluster.start(services, number -> number == 1 ? json : settings, 2);
        await().atMost(PATIENCE)
                .until(() ->
                        pods.pods().stream().allMatch(pod -> PodMetrics.of(pod).get("carillon_bus_delivering") == 1));
    }

    @AfterAll
    static void stop() {
        pods.close();
        collector.close();
        services.close();
    }

    @AfterEach
    void closeClients() {
        clients.close();
        creators.shutdown();
    }

    @Test
    void oneTraceLeadsFromTheCreateToTheSocketsOfBothPods() {
        // Given
        Login ada = login("traced", "ada");
        List<SseStream> streams = List.of(open(1, ada, ""), open(2, ada, ""));

        // When
        long id = Api.created(pods.pod(1), ada, Api.forUser("ada", "traced"));
        streams.forEach(stream ->
                await().atMost(PATIENCE).until(() -> stream.lastEventId().endsWith("-" + id)));

        // Then
        await().ignoreException(NoSuchElementException.class).atMost(PATIENCE).untilAsserted(() -> {
            OtlpReceiver.Span append = named("notification append").stream()
                    .filter(span -> span.attributes().containsValue("traced"))
                    .findFirst()
                    .orElseThrow();
            OtlpReceiver.Span create = named("POST /api/notifications").stream()
                    .filter(span -> span.traceId().equals(append.traceId()))
                    .findFirst()
                    .orElseThrow();
            List<OtlpReceiver.Span> delivered = named("notification deliver").stream()
                    .filter(span -> span.traceId().equals(create.traceId()))
                    .toList();
            assertThat(delivered)
                    .extracting(span -> span.attributes().get("carillon.pod"))
                    .containsOnly("pod-1", "pod-2")
                    .hasSize(2);
            assertThat(append.parentId()).isEqualTo(create.spanId());
            assertThat(delivered).extracting(OtlpReceiver.Span::parentId).containsOnly(append.spanId());
        });
    }

    @Test
    void everyCreateRequestKeepsItsTraceAfterStreamsWereOpened() {
        // Given a stream on each event loop, most likely
        Login eve = login("traces", "eve");
        IntStream.range(0, 8).forEach(i -> open(1, eve, ""));

        // When
        List<CompletableFuture<Long>> creates = IntStream.range(0, 16)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> Api.created(pods.pod(1), eve, Api.forUser("eve", "trace " + i)), creators))
                .toList();
        creates.forEach(CompletableFuture::join);

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> {
            List<String> parents = named("notification append").stream()
                    .filter(span -> span.attributes().containsValue("traces"))
                    .map(OtlpReceiver.Span::parentId)
                    .toList();
            assertThat(parents).hasSize(16);
            assertThat(named("POST /api/notifications"))
                    .extracting(OtlpReceiver.Span::spanId)
                    .containsAll(parents);
        });
    }

    @Test
    void logsAreLinesOfTheExpressApplicationOrJsonWithTheSameText() throws IOException {
        // Given
        Login bob = login("logged", "bob");
        open(1, bob, "");
        open(2, bob, "");

        // Then
        await().ignoreException(NoSuchElementException.class).atMost(PATIENCE).untilAsserted(() -> {
            assertThat(Files.readString(pods.pod(2).logFile()))
                    .containsPattern("\\[SSE] Client connected: bob-logged-\\d+\\S* \\(total: \\d+\\)");
            JsonNode line = Files.readAllLines(pods.pod(1).logFile()).stream()
                    .filter(text -> text.startsWith("{") && text.contains("bob-logged-"))
                    .map(Api::json)
                    .findFirst()
                    .orElseThrow();
            assertThat(line.path("message").asText())
                    .matches("\\[SSE] Client connected: bob-logged-\\d+\\S* \\(total: \\d+\\)");
        });
    }

    @Test
    void supportIsToldWhereANotificationWent() {
        // Given
        Login ada = login("asked", "ada");
        Login support = admin("asked");
        SseStream wants = open(2, ada, "");
        open(1, login("asked", "bob"), "?types=other");

        // When
        long id = Api.created(pods.pod(1), ada, Api.forEverybody("where is it"));
        await().atMost(PATIENCE).until(() -> wants.lastEventId().endsWith("-" + id));
        JsonNode forAda = diagnosis(support, id, "ada");
        JsonNode forBob = diagnosis(support, id, "bob");
        JsonNode forEve = diagnosis(support, id, "eve");

        // Then
        assertThat(forAda.path("verdict").asText()).isEqualTo("written");
        assertThat(forAda.at("/pods/0/publishedAt").asText()).isNotEmpty();
        assertThat(forAda.at("/pods/1/pod").asText()).isEqualTo("pod-2");
        assertThat(forAda.at("/pods/1/receivedBy").asText()).isEqualTo("message");
        assertThat(forAda.at("/pods/1/streams/0/isPast").asBoolean()).isTrue();
        assertThat(forBob.path("verdict").asText()).isEqualTo("filtered");
        assertThat(forEve.path("verdict").asText()).isEqualTo("no_stream_known");

        // When the stream has ended and a client acknowledges
        String clientId =
                Api.json(wants.events().get(0).data()).path("clientId").asText();
        String ack = "{\"clientId\":\"" + clientId + "\",\"id\":\"" + wants.lastEventId() + "\"}";
        assertThat(Api.post(pods.pod(2), ada, "/api/notifications/ack", ack).statusCode())
                .isEqualTo(204);

        // Then
        assertThat(diagnosis(support, id, "ada").path("verdict").asText()).isEqualTo("acknowledged");
        assertThat(Api.get(pods.pod(1), ada, "/api/notifications/" + id + "/diagnosis?user=ada")
                        .statusCode())
                .isEqualTo(403);
    }

    /** They are for those who answer requests; traces, logs and metrics go to others. */
    @Test
    void noTraceNoLogAndNoMetricHoldsACredential() throws Exception {
        // Given
        UsedCredentials used = UsedCredentials.make(pods.sessions(), pods.pod(1), admin("secretive"));

        // When they are used where they belong, where they do not, and after their end
        pods.pods().forEach(used::use);
        Api.created(pods.pod(1), login("secretive", "last"), Api.forUser("last", "the last of these requests"));

        // Then
        await().atMost(PATIENCE)
                .until(() -> named("notification append").stream()
                        .anyMatch(span -> span.attributes().containsValue("secretive")));
        await().atMost(PATIENCE).until(() -> named("POST /api/tokens/revoke").size() >= 2);
        for (String secret : used.secrets()) {
            assertThat(collector.received()).doesNotContain(secret);
            for (Pod pod : pods.pods()) {
                assertThat(Files.readString(pod.logFile())).doesNotContain(secret);
                assertThat(PodMetrics.of(pod).text()).doesNotContain(secret);
            }
        }
    }

    private static JsonNode diagnosis(Login support, long id, String user) {
        return Api.json(Api.get(pods.pod(1), support, "/api/notifications/" + id + "/diagnosis?user=" + user));
    }

    private static List<OtlpReceiver.Span> named(String name) {
        return collector.spans().stream()
                .filter(span -> span.name().equals(name))
                .toList();
    }

    private static Login login(String organization, String user) {
        ExpressSession session = pods.sessions().create(user, organization);
        return new Login(organization, user, session.cookieHeader());
    }

    private static Login admin(String organization) {
        ExpressSession session = pods.sessions().create("support", organization);
        String stored = "{\"cookie\":{},\"userId\":\"support\",\"organizationId\":\"" + organization
                + "\",\"roles\":[\"admin\"]}";
        new RedisFaults("127.0.0.1", services.redis().port()).command("SET", "sess:" + session.sid(), stored);
        return new Login(organization, "support", session.cookieHeader());
    }

    private SseStream open(int pod, Login login, String query) {
        Pod on = pods.pod(pod);
        return clients.openAnswered(
                SseRequest.stream(BreakableCluster.address(on), query).as(login), PATIENCE);
    }
}
