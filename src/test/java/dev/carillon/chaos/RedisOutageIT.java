package dev.carillon.chaos;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.ClusterScenario;
import dev.carillon.cluster.Health;
import dev.carillon.cluster.WithCluster;
import dev.carillon.testkit.ChaosProxy;
import dev.carillon.testkit.Creates;
import dev.carillon.testkit.Creates.Pace;
import dev.carillon.testkit.Judgement;
import dev.carillon.testkit.Login;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Faults 6 to 10: Redis is gone, frozen, emptied or deaf for all pods. Promise P5. */
@ExtendWith(WithCluster.class)
@Timeout(120)
class RedisOutageIT {
    /** The promise for deliveries while there is no Redis at all. */
    private static final Duration PROMISED_MEDIAN = Duration.ofSeconds(2);

    /** The promise for the slowest of them. */
    private static final Duration PROMISED_WORST = Duration.ofSeconds(5);

    private static final Duration WRITE_PAUSE = Duration.ofSeconds(20);

    /** Would take longer than the pause if each waited for one command of Redis, which gives up after 2 s. */
    private static final int CREATES_IN_PAUSE = 30;

    private final BreakableCluster cluster;

    RedisOutageIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    /** Fault 6. */
    @Test
    void redisThatIsRestartedOrKilledLosesNothing() {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "redis-restart").open()) {
            // Given
            Creates creates = scenario.create(40, 320);
            scenario.awaitBegun(creates, 40);

            // When
            restartRedis(() -> cluster.services().redis().stop());
            scenario.awaitBegun(creates, 160);
            restartRedis(() -> cluster.services().redis().crash());

            // Then
            scenario.judge(PROMISED_WORST);
        }
    }

    /** A Redis that holds sessions is persistent; the embedded one is not, so they are put back before it is reached. */
    private void restartRedis(Runnable death) {
        Map<String, String> sessions = cluster.copySessions();
        cluster.redisLinks().forEach(ChaosProxy::refuse);
        death.run();
        cluster.services().redis().restart();
        cluster.putBack(sessions);
        cluster.redisLinks().forEach(ChaosProxy::accept);
    }

    /** Fault 7: subscriptions survive it, and so does everything that was not kept in Redis. */
    @Test
    void emptiedRedisLosesNothing() {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "redis-flushed").open()) {
            // Given
            Creates creates = scenario.create(40, 120);
            scenario.awaitBegun(creates, 40);
            Map<String, String> sessions = cluster.copySessions();

            // When: in one step, because a user whose session is gone is rightly signed out.
            List<String> words = new ArrayList<>(List.of("EVAL", """
                    redis.call('FLUSHALL')
                    for i = 1, #ARGV, 2 do redis.call('SET', ARGV[i], ARGV[i + 1]) end
                    return 'OK'
                    """, "0"));
            sessions.forEach((key, value) -> words.addAll(List.of(key, value)));
            assertEquals("OK", cluster.redisFaults().command(words.toArray(String[]::new)));

            // Then
            scenario.judge(PROMISED_WORST);
        }
    }

    /** Fault 8: PING is answered, PUBLISH is not; a create request must not wait for it. */
    @Test
    void redisThatTakesNoWritesDelaysNoCreate() {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "redis-write-pause").open()) {
            // Given
            Creates creates = scenario.create(30, 180);
            scenario.awaitBegun(creates, 20);
            Login login = cluster.login("write-pause", "u1");

            // When
            cluster.redisFaults().pauseWrites(WRITE_PAUSE);
            for (int i = 0; i < CREATES_IN_PAUSE; i++) {
                Api.created(cluster.pod(1 + i % 3), login, Api.forEverybody("m" + i));
            }

            // Then
            assertThrows(
                    UncheckedIOException.class,
                    () -> cluster.redisFaults().command("SET", "write-pause", "x"),
                    "Redis takes writes again, so the create requests may have waited for it");
            cluster.redisFaults().endPause();
            scenario.judge(PROMISED_WORST);
        }
    }

    /** Fault 9: connections stay open and nothing answers. */
    @Test
    void frozenRedisIsReplacedByTheDatabaseInTime() {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "redis-frozen").open()) {
            // Given
            Creates creates = scenario.create(20, 260);
            scenario.awaitBegun(creates, 20);

            // When
            cluster.services().redis().pause();

            // Then
            scenario.awaitBegun(creates, 140);
            assertTrue(cluster.pods().stream().allMatch(pod -> Health.isLive(pod) && pod.isReady()));
            assertTrue(creates.awaitEnd(Duration.ofSeconds(40)));
            assertInTime(scenario.judge(PROMISED_WORST));
        }
    }

    /** Promise P5 in figures: no Redis at all, and every connect rejected. */
    @Test
    void outageOfRedisIsDeliveredFromTheDatabaseInTime() {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "redis-gone").open()) {
            // Given
            Creates creates = scenario.create(20, 260);
            scenario.awaitBegun(creates, 20);

            // When
            cluster.redisLinks().forEach(ChaosProxy::refuse);
            cluster.redisLinks().forEach(ChaosProxy::cutAll);

            // Then
            assertTrue(creates.awaitEnd(Duration.ofSeconds(40)));
            assertInTime(scenario.judge(PROMISED_WORST));
            assertTrue(cluster.pods().stream().allMatch(pod -> !Health.busDelivers(pod)));
        }
    }

    private static void assertInTime(Judgement verdict) {
        assertTrue(verdict.delays().p50().compareTo(PROMISED_MEDIAN) <= 0, verdict::toString);
        assertEquals(0, verdict.deliveries().resets());
    }

    /** Fault 10: no later notification would show the gap. */
    @Test
    void killedSubscribersAreMissedWithoutAFurtherMessage() {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "subscribers-killed").open()) {
            for (int round = 0; round < 4; round++) {
                // Given
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> cluster.redisFaults().killSubscribers() >= 3);

                // When
                Creates creates = scenario.create(Pace.of(1, 50, 4));

                // Then
                assertTrue(creates.awaitEnd(Duration.ofSeconds(10)));
                scenario.judge(PROMISED_WORST);
            }
        }
    }
}
