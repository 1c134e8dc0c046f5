package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.embedded.EmbeddedServices;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.embedded.ExpressSessions;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodCluster;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.RedisCluster;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseStream;
import dev.carillon.testkit.StreamRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** The ring over a Redis Cluster: three masters, three replicas, sharded pub/sub. */
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisClusterIT {

    private static final String STREAM = "/api/notifications/stream";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    // Enough that each of three shards has some: the chance that one has none is below one in ten thousand.
    private static final int ORGANIZATIONS = 24;

    private static EmbeddedServices services;
    private static RedisCluster redis;
    private static PodCluster pods;
    private static ExpressSessions sessions;

    private final SseClients clients = new SseClients();

    @BeforeAll
    static void start() {
        services = EmbeddedServices.start(PostgresSettings.temporary());
        redis = RedisCluster.start();
        PodSettings settings = PodSettings.of("redis-cluster-it")
                .with("QUARKUS_REDIS_HOSTS", redis.urls())
                .with("QUARKUS_REDIS_CLIENT_TYPE", "cluster")
                .with("CARILLON_BUS_SHARDED", "true");
        pods = PodCluster.start(services, settings, 3);
        sessions = ExpressSessions.in(redis.options(), settings.sessionSecret());
        awaitBus();
    }

    @AfterAll
    static void stop() {
        sessions.close();
        pods.close();
        redis.close();
        services.close();
    }

    @AfterEach
    void closeClients() {
        clients.close();
    }

    @Test
    @Order(1)
    void createOnAnyPodIsShownOnEveryPodWhateverItsShard() {
        // Given
        List<Login> logins = organizations("ring");
        List<List<SseStream>> streams = logins.stream().map(this::onEveryPod).toList();

        // When
        for (int i = 0; i < ORGANIZATIONS; i++) {
            Api.created(pods.pod(i % 3 + 1), logins.get(i), Api.forEverybody("to " + i));
        }

        // Then
        for (int i = 0; i < ORGANIZATIONS; i++) {
            String message = "to " + i;
            streams.get(i)
                    .forEach(stream -> await().atMost(PATIENCE)
                            .untilAsserted(() -> assertThat(messages(stream)).containsExactly(message)));
        }
        pods.pods()
                .forEach(pod -> assertThat(PodMetrics.of(pod).get("carillon_bus_delivering"))
                        .isEqualTo(1));
    }

    @Test
    @Order(2)
    void everyoneIsWhoTheySignedInAsThoughTheirSessionsLieOnDifferentShards() {
        // Given
        List<Login> logins =
                IntStream.range(0, 60).mapToObj(i -> login("many", "user" + i)).toList();

        // When all are looked up at once
        List<SseStream> streams =
                logins.stream().map(login -> open(pods.pod(1), login)).toList();

        // Then
        for (int i = 0; i < streams.size(); i++) {
            SseStream stream = streams.get(i);
            String user = logins.get(i).user();
            await().atMost(PATIENCE).until(() -> !stream.events().isEmpty());
            assertThat(Api.json(stream.events().get(0).data()).path("clientId").asText())
                    .startsWith(user + "-many-");
        }
    }

    @Test
    @Order(3)
    void ticketsAndBudgetsWorkWhereverTheyLie() {
        for (int i = 0; i < 6; i++) {
            // Given
            Login login = login("tickets" + i, "ada");
            Pod pod = pods.pod(i % 3 + 1);

            // When
            HttpResponse<String> ticket = Api.post(pod, login, "/api/stream-tickets", "{}");
            Api.created(pod, login, Api.forUser("ada", "counted"));

            // Then
            assertThat(ticket.statusCode()).as(ticket.body()).isBetween(200, 201);
            SseStream stream = clients.open(StreamRequest.get(
                    BreakableCluster.address(pods.pod((i + 1) % 3 + 1)),
                    STREAM + "?ticket=" + Api.json(ticket).path("ticket").asText()));
            await().atMost(PATIENCE).until(() -> !stream.events().isEmpty());
        }
        assertThat(pods.pods().stream()
                        .mapToDouble(pod -> PodMetrics.of(pod).get("carillon_limit_counted_locally_total"))
                        .sum())
                .isZero();
    }

    @Test
    @Order(4)
    void failedShardIsReplacedAndNothingOfItIsLost() {
        // Given
        List<Login> logins = organizations("failover");
        List<List<SseStream>> streams = logins.stream().map(this::onEveryPod).toList();

        // When
        redis.crashMaster(0);
        await().atMost(PATIENCE).until(() -> deliveringPods() == 0);
        List<String> during = createForAll(logins, "during ");
        awaitBus();
        List<String> after = createForAll(logins, "after ");

        // Then
        for (int i = 0; i < ORGANIZATIONS; i++) {
            List<String> expected = List.of(during.get(i), after.get(i));
            streams.get(i)
                    .forEach(stream -> await().atMost(PATIENCE)
                            .untilAsserted(() -> assertThat(messages(stream)).isEqualTo(expected)));
        }
    }

    private static List<String> createForAll(List<Login> logins, String text) {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < logins.size(); i++) {
            int number = i;
            // Sessions are seen already, so creates need no Redis; the first may meet the shard that is failing.
            await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                Api.created(pods.pod(number % 3 + 1), logins.get(number), Api.forEverybody(text + number));
                return true;
            });
            messages.add(text + i);
        }
        return messages;
    }

    private static List<Login> organizations(String name) {
        return IntStream.range(0, ORGANIZATIONS)
                .mapToObj(i -> login(name + i, "ada"))
                .toList();
    }

    private static Login login(String organization, String user) {
        ExpressSession session = sessions.create(user, organization);
        return new Login(organization, user, session.cookieHeader());
    }

    private List<SseStream> onEveryPod(Login login) {
        List<SseStream> streams =
                pods.pods().stream().map(pod -> open(pod, login)).toList();
        streams.forEach(
                stream -> await().atMost(PATIENCE).until(() -> !stream.events().isEmpty()));
        return streams;
    }

    private SseStream open(Pod pod, Login login) {
        return clients.open(
                StreamRequest.get(BreakableCluster.address(pod), STREAM).withCookie(login.cookie()));
    }

    private static List<String> messages(SseStream stream) {
        return stream.events().stream()
                .map(event -> Api.json(event.data()))
                .filter(event -> event.path("type").asText().equals("notification"))
                .map(event -> event.at("/data/message").asText())
                .toList();
    }

    private static long deliveringPods() {
        return pods.pods().stream()
                .filter(pod -> PodMetrics.of(pod).get("carillon_bus_delivering") == 1)
                .count();
    }

    private static void awaitBus() {
        await().atMost(PATIENCE).until(() -> deliveringPods() == 3);
    }
}
