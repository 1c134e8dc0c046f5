package dev.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.ClusterScenario;
import dev.carillon.embedded.PgBouncer;
import dev.carillon.testkit.Creates;
import dev.carillon.testkit.Judgement;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.MissingTool;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three pods share four connections to PostgreSQL by a PgBouncer in transaction mode. */
@Timeout(120)
class PoolerIT {

    private static final int SERVER_CONNECTIONS = 4;
    private static final Duration AFTER_HEALING = Duration.ofSeconds(7);

    private static BreakableCluster cluster;

    @BeforeAll
    static void start() {
        if (PgBouncer.installed().isEmpty()) {
            MissingTool.skip("PgBouncer is not installed (apt-get install pgbouncer)");
        }
        cluster = BreakableCluster.behindPooler(BreakableCluster.quick("pooler-it"), SERVER_CONNECTIONS, 3);
        cluster.pods().forEach(pod -> pod.awaitReady(Duration.ofSeconds(90)));
        cluster.awaitBus();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void nothingIsLostOrRejectedBehindAPooler() {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "pooler").open()) {
            // Given pods that have used each statement once: the first use is slow, inside its transaction
            Login login = scenario.login("u1");
            IntStream.rangeClosed(1, 3).forEach(pod -> statuses(pod, login));
            Creates creates = scenario.create(60, 420);

            // When the inbox is used as well
            List<CompletableFuture<List<Integer>>> readers = IntStream.rangeClosed(1, 3)
                    .mapToObj(pod -> CompletableFuture.supplyAsync(() -> statuses(pod, login)))
                    .toList();
            scenario.awaitBegun(creates, 420);

            // Then
            for (CompletableFuture<List<Integer>> reader : readers) {
                assertThat(reader.join()).containsOnly(200);
            }
            Judgement verdict = scenario.judge(AFTER_HEALING);
            assertThat(verdict.creations().rejected()).isZero();
            assertThat(verdict.creations().unknown()).isZero();
        }
    }

    @Test
    void restartOfThePoolerLosesAndDoublesNothing() {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "pooler-restarted").open()) {
            // Given
            Creates creates = scenario.create(40, 240);
            scenario.awaitBegun(creates, 60);

            // When
            cluster.pooler().crash();
            cluster.pooler().restart();
            scenario.healed("pooler back");

            // Then
            Judgement verdict = scenario.judge(AFTER_HEALING);
            assertThat(verdict.deliveries().reconnects()).isZero();
            assertThat(verdict.deliveries().resets()).isZero();
        }
    }

    /** Lists, counts and marks in turn, over more connections than the pooler has. */
    private static List<Integer> statuses(int pod, Login login) {
        return IntStream.range(0, 40)
                .parallel()
                .mapToObj(i -> switch (i % 3) {
                    case 0 -> Api.get(cluster.pod(pod), login, "/api/notifications?limit=5");
                    case 1 -> Api.get(cluster.pod(pod), login, "/api/notifications/unread");
                    default -> Api.post(cluster.pod(pod), login, "/api/notifications/read", "{\"through\":" + i + "}");
                })
                .map(HttpResponse::statusCode)
                .toList();
    }
}
