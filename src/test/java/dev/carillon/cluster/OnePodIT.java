package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.embedded.EmbeddedRedis;
import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodFailure;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresServer;
import dev.carillon.embedded.SignedTokens;
import dev.carillon.testkit.Ending;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** One pod with {@code carillon.bus.type=local}: a PostgreSQL, and no Redis anywhere. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("OnePodIT")
@Timeout(180)
class OnePodIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECRET = "a secret of one pod that nobody else has seen";
    private static final SignedTokens TOKENS = new SignedTokens(SECRET);
    private static final Login NO_COOKIE = new Login("", "", "");

    private static PostgresServer postgres;
    private static Pod pod;
    private static SseClients clients;

    @BeforeAll
    static void start() throws IOException {
        postgres = PostgresServer.start();
        clients = new SseClients();
        Files.deleteIfExists(settings().logDirectory().resolve("alone.log"));
        pod = Pod.startWithoutRedis("alone", postgres, settings()).awaitReady(PATIENCE);
    }

    @AfterAll
    static void stop() {
        clients.close();
        pod.close();
        postgres.close();
    }

    private static PodSettings settings() {
        return PodSettings.of("one-pod-it")
                .with("CARILLON_JWT_SECRET", SECRET)
                .with("CARILLON_JWT_AUDIENCE", SignedTokens.AUDIENCE);
    }

    @Test
    void notificationReachesAStreamThatATicketHasOpened() throws IOException {
        // Given
        String bearer = bearer("26", "tickets");
        HttpResponse<String> issued = Api.post(pod, NO_COOKIE, "/api/stream-tickets", "{}", "Authorization", bearer);
        assertThat(issued.statusCode()).as(issued.body()).isEqualTo(201);
        String path = "/api/notifications/stream?ticket="
                + Api.json(issued).path("ticket").asText();
        SseStream stream = clients.openAnswered(SseRequest.get(address(pod), path), PATIENCE);

        // When
        long id = create(pod, bearer, "for one pod");

        // Then
        await().untilAsserted(() -> assertThat(ids(stream)).containsExactly(id));
        SseStream again = clients.open(SseRequest.get(address(pod), path));
        await().until(() -> again.ending().isPresent());
        assertThat(again.status()).isEqualTo(401);
        await().until(pod::isReady);
        assertThat(PodMetrics.of(pod).get("carillon_bus_delivering")).isEqualTo(1);
        await().untilAsserted(() ->
                assertThat(PodMetrics.of(pod).get("carillon_bus_local_pods")).isEqualTo(1));
        assertThat(Files.readString(pod.logFile())).contains("One pod without Redis (carillon.bus.type=local)");
    }

    @Test
    void killedPodComesBackAndTheStreamGoesOnWhereItWas() {
        // Given
        String bearer = bearer("26", "killed");
        SseStream before = stream(pod, bearer, "");
        List<Long> created = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            created.add(create(pod, bearer, "before " + i));
        }
        await().untilAsserted(() -> assertThat(ids(before)).isEqualTo(created));
        String position = before.events().get(10).id();

        // When
        pod.kill();
        await().until(() -> before.ending().isPresent());
        pod.restart();
        pod.awaitReady(PATIENCE);
        created.add(create(pod, bearer, "after"));

        // Then
        SseStream after = stream(pod, bearer, position);
        int seen = (int) before.events().subList(0, 11).stream()
                .filter(event -> isNotification(event.data()))
                .count();
        await().untilAsserted(() -> assertThat(ids(after)).isEqualTo(created.subList(seen, created.size())));
        assertThat(before.ending()).contains(Ending.SERVER_CLOSED);
    }

    @Test
    void bothPodsNoticeEachOtherAndStillDeliverTheirNotifications() throws IOException {
        String bearer = bearer("26", "second");
        try (Pod second = Pod.startWithoutRedis("second", postgres, settings()).awaitReady(PATIENCE)) {
            // Given
            SseStream stream = stream(second, bearer, "");
            for (Pod each : List.of(pod, second)) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(PodMetrics.of(each).get("carillon_bus_local_pods"))
                                .isEqualTo(2));
                assertThat(PodMetrics.of(each).get("carillon_bus_delivering")).isZero();
                assertThat(Files.readString(each.logFile()))
                        .contains("Another pod works on this database without Redis: pods=2");
            }

            // When
            long id = create(pod, bearer, "from the first pod");

            // Then
            await().untilAsserted(() -> assertThat(ids(stream)).containsExactly(id));
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(PodMetrics.of(pod).get("carillon_bus_delivering"))
                        .isEqualTo(1));
    }

    @Test
    void podWithRedisAndPodWithoutItNoticeEachOtherOnTheSameDatabase() {
        // Given
        String bearer = bearer("26", "with-and-without");
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Pod other = Pod.start("with-redis", new EmbeddedServices(postgres, redis), settings())
                        .awaitReady(PATIENCE)) {
            SseStream here = stream(pod, bearer, "");
            SseStream there = stream(other, bearer, "");
            // When both run
            for (Pod each : List.of(other, pod)) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(PodMetrics.of(each).get("carillon_bus_unheard_pods"))
                                .isEqualTo(1));
                assertThat(PodMetrics.of(each).get("carillon_bus_local_pods")).isEqualTo(1);
                assertThat(unheardByHealth(each)).isEqualTo(1);
            }
            List<Long> created = List.of(create(pod, bearer, "without"), create(other, bearer, "with"));
            // Then
            assertThat(other.logFile()).content().contains("A pod works on this database without Redis: pods=1");
            assertThat(pod.logFile())
                    .content()
                    .contains("Pods with Redis work on this database, and this pod has none: pods=1");
            assertThat(PodMetrics.of(pod).get("carillon_bus_delivering")).isZero();
            assertThat(PodMetrics.of(other).get("carillon_bus_delivering")).isEqualTo(1);
            await().untilAsserted(() -> assertThat(ids(here)).isEqualTo(created));
            await().untilAsserted(() -> assertThat(ids(there)).isEqualTo(created));
            assertThat(List.of(pod.isReady(), other.isReady())).containsOnly(true);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(PodMetrics.of(pod).get("carillon_bus_delivering"))
                        .isEqualTo(1));
        assertThat(unheardByHealth(pod)).isZero();
    }

    private static long unheardByHealth(Pod of) {
        JsonNode checks =
                Api.json(Api.fetch(of.managementUrl() + "/q/health/well")).path("checks");
        return StreamSupport.stream(checks.spliterator(), false)
                .filter(check -> check.path("name").asText().equals("pods without a common bus"))
                .findFirst()
                .orElseThrow()
                .at("/data/pods")
                .asLong();
    }

    @Test
    void sessionsThatNobodyCouldAskForKeepThePodFromStarting() throws IOException {
        // Given
        PodSettings settings = settings().with("CARILLON_SESSION_SECRETS", SECRET);
        try (Pod rejected = Pod.startWithoutRedis("with-sessions", postgres, settings)) {
            // When
            assertThatThrownBy(() -> rejected.awaitReady(PATIENCE)).isInstanceOf(PodFailure.class);
            // Then
            assertThat(Files.readString(rejected.logFile()))
                    .contains("Carillon cannot start: carillon.session.secrets is set")
                    .doesNotContain(SECRET);
        }
    }

    private static String bearer(String user, String organization) {
        return "Bearer " + TOKENS.token(user, organization, List.of());
    }

    private static InetSocketAddress address(Pod of) {
        return new InetSocketAddress("127.0.0.1", of.httpPort());
    }

    private static SseStream stream(Pod on, String bearer, String lastEventId) {
        SseRequest request =
                SseRequest.get(address(on), "/api/notifications/stream").withHeader("Authorization", bearer);
        return clients.openAnswered(
                lastEventId.isEmpty() ? request : request.withHeader("Last-Event-ID", lastEventId), PATIENCE);
    }

    private static long create(Pod on, String bearer, String message) {
        HttpResponse<String> answer = Api.create(on, NO_COOKIE, Api.forUser("26", message), "Authorization", bearer);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Api.json(answer).path("id").asLong();
    }

    private static boolean isNotification(String data) {
        return Api.json(data).path("type").asText().equals("notification");
    }

    private static List<Long> ids(SseStream stream) {
        return stream.events().stream()
                .map(event -> event.data())
                .filter(OnePodIT::isNotification)
                .map(data -> Api.json(data).path("data").path("id").asLong())
                .toList();
    }
}
