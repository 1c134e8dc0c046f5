package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.embedded.Pod;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.SseRequest;
import dev.carillon.testkit.SseStream;
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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The ring over a Redis Cluster, and what only a cluster can do wrong. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("RedisClusterIT")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisClusterIT extends ClusterRing {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    // Enough that each of three shards has some: the chance that one has none is below one in ten thousand.
    private static final int ORGANIZATIONS = 24;

    private static ShardedRing ring;

    RedisClusterIT() {
        super(ring);
    }

    @BeforeAll
    static void start() {
        ring = ShardedRing.start();
    }

    @AfterAll
    static void stop() {
        ring.close();
    }

    @AfterEach
    void startDeadPods() {
        ring.heal();
    }

    @Test
    void createOnAnyPodIsShownOnEveryPodWhateverItsShard() {
        // Given
        List<Login> logins = organizations("ring");
        List<List<SseStream>> streams = logins.stream().map(this::everywhere).toList();

        // When
        for (int i = 0; i < ORGANIZATIONS; i++) {
            Api.created(ring.pod(i % 3 + 1), logins.get(i), Api.forEverybody("to " + i));
        }

        // Then
        for (int i = 0; i < ORGANIZATIONS; i++) {
            String message = "to " + i;
            streams.get(i)
                    .forEach(stream -> await().atMost(PATIENCE)
                            .untilAsserted(() -> assertThat(messages(stream)).containsExactly(message)));
        }
        ring.pods()
                .forEach(pod -> assertThat(PodMetrics.of(pod).get("carillon_bus_delivering"))
                        .isEqualTo(1));
    }

    @Test
    void everyoneIsWhoTheySignedInAsThoughTheirSessionsLieOnDifferentShards() {
        // Given
        List<Login> logins = IntStream.range(0, 60)
                .mapToObj(i -> ring.login("many", "user" + i))
                .toList();

        // When all are looked up at once
        List<SseStream> streams =
                logins.stream().map(login -> open(ring.pod(1), login)).toList();

        // Then
        for (int i = 0; i < streams.size(); i++) {
            SseStream stream = streams.get(i);
            String user = logins.get(i).user();
            await().atMost(PATIENCE).until(() -> !stream.events().isEmpty());
            assertThat(stream.events().get(0).json().path("clientId").asText()).startsWith(user + "-many-");
        }
    }

    @Test
    void ticketsAndBudgetsWorkWhereverTheyLie() {
        for (int i = 0; i < 6; i++) {
            // Given
            Login login = ring.login("tickets" + i, "ada");
            Pod pod = ring.pod(i % 3 + 1);

            // When
            HttpResponse<String> ticket = Api.post(pod, login, "/api/stream-tickets", "{}");
            Api.created(pod, login, Api.forUser("ada", "counted"));

            // Then
            assertThat(ticket.statusCode()).as(ticket.body()).isBetween(200, 201);
            SseStream stream = clients.open(SseRequest.stream(
                    BreakableCluster.address(ring.pod((i + 1) % 3 + 1)),
                    "?ticket=" + Api.json(ticket).path("ticket").asText()));
            await().atMost(PATIENCE).until(() -> !stream.events().isEmpty());
        }
        assertThat(ring.pods().stream()
                        .mapToDouble(pod -> PodMetrics.of(pod).get("carillon_limit_counted_locally_total"))
                        .sum())
                .isZero();
    }

    @Test
    // The others want all shards.
    @Order(Integer.MAX_VALUE)
    void failedShardIsReplacedAndNothingOfItIsLost() {
        // Given
        List<Login> logins = organizations("failover");
        List<List<SseStream>> streams = logins.stream().map(this::everywhere).toList();

        // When
        ring.redis().crashMaster(0);
        await().atMost(PATIENCE).until(() -> ring.deliveringPods() == 0);
        List<String> during = createForAll(logins, "during ");
        ring.awaitBus();
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
            // Sessions are cached, so create requests need no Redis. The first may meet the failing Redis node.
            await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                Api.created(ring.pod(number % 3 + 1), logins.get(number), Api.forEverybody(text + number));
                return true;
            });
            messages.add(text + i);
        }
        return messages;
    }

    private static List<Login> organizations(String name) {
        return IntStream.range(0, ORGANIZATIONS)
                .mapToObj(i -> ring.login(name + i, "ada"))
                .toList();
    }

    private List<SseStream> everywhere(Login login) {
        return ring.pods().stream().map(pod -> open(pod, login)).toList();
    }

    private SseStream open(Pod pod, Login login) {
        return clients.openAnswered(
                SseRequest.stream(BreakableCluster.address(pod), "").as(login), PATIENCE);
    }
}
