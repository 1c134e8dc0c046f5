package dev.carillon.chaos;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.ClusterScenario;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.EmbeddedRedis;
import dev.carillon.testkit.ChaosProxy;
import dev.carillon.testkit.Creates;
import dev.carillon.testkit.Creates.Pace;
import dev.carillon.testkit.Judgement;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.RedisFaults;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Faults 11 to 14: pods hear each other through Redis late, in part, twice or not at all. */
@ExtendWith(WithCluster.class)
@Timeout(120)
class BusFaultsIT {
    /** The promise without Redis is 5 s; two cores that also run the tests and other work need the rest. */
    private static final Duration WITHOUT_REDIS = Duration.ofSeconds(7);

    private final BreakableCluster cluster;

    BusFaultsIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    /** Fault 11: pods that still have Redis must not wait for the pod that has lost it. */
    @Test
    void podThatIsCutFromRedisLagsAloneAndInBounds() {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "pod-cut-from-redis").open()) {
            // Given
            List<InetSocketAddress> connected = cluster.addresses().subList(0, 2);
            Pace pace = Pace.of(6, 30, 300).retryingUnknown(5, Duration.ofMillis(300));
            Creates creates = scenario.create(pace, 0, () -> connected);
            scenario.awaitBegun(creates, 30);

            // When
            cluster.redisLink(3).blackHole();

            // Then
            assertTrue(creates.awaitEnd(Duration.ofSeconds(40)));
            scenario.judge(WITHOUT_REDIS);
            Duration others = scenario.medianDelay(page -> !page.contains("pod3"));
            Duration alone = scenario.medianDelay(page -> page.contains("pod3"));
            assertTrue(others.multipliedBy(5).compareTo(alone) < 0, others + " for the others, " + alone + " there");
        }
    }

    /** Fault 12: one pod stays with the old node, which lives on and delivers its messages to nobody. */
    @Test
    void publishesIntoAnAbandonedRedisAreFoundInTheDatabase() {
        try (EmbeddedRedis successor = EmbeddedRedis.start();
                ClusterScenario scenario = new ClusterScenario(cluster, "redis-failover").open()) {
            // Given
            Creates creates = scenario.create(30, 360);
            scenario.awaitBegun(creates, 30);
            RedisFaults newRedis = new RedisFaults("127.0.0.1", successor.port());
            cluster.copySessions().forEach((key, value) -> newRedis.command("SET", key, value));

            // When
            moveTo(successor, cluster.redisLink(2));
            moveTo(successor, cluster.redisLink(3));
            scenario.awaitBegun(creates, 210);
            moveTo(successor, cluster.redisLink(1));

            // Then
            scenario.judge(WITHOUT_REDIS);
            leave();
        }
    }

    /** Fault 12 without a farewell: connections to the old node are never answered and never closed. */
    @Test
    void redisThatVanishesForAnotherIsForgotten() {
        try (EmbeddedRedis successor = EmbeddedRedis.start();
                ClusterScenario scenario = new ClusterScenario(cluster, "redis-vanished").open()) {
            // Given
            Creates creates = scenario.create(20, 400);
            scenario.awaitBegun(creates, 20);
            Login late = cluster.login("redis-vanished", "late");
            RedisFaults newRedis = new RedisFaults("127.0.0.1", successor.port());
            cluster.copySessions().forEach((key, value) -> newRedis.command("SET", key, value));

            // When: more lookups are left without an answer than the pool has connections.
            cluster.services().redis().pause();
            for (int i = 0; i < 8; i++) {
                assertEquals(
                        503, Api.get(cluster.pod(2), late, "/api/notifications").statusCode());
            }
            cluster.redisLinks().forEach(link -> link.retarget("127.0.0.1", successor.port()));

            // Then
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            Api.get(cluster.pod(2), late, "/api/notifications").statusCode() == 200);
            cluster.awaitBus();
            scenario.judge(WITHOUT_REDIS);
            leave();
        }
    }

    /** Back before the successor ends, so that no pod asks it for sessions any more. */
    private void leave() {
        cluster.services().redis().resume();
        cluster.redisLinks().forEach(link -> moveTo(cluster.services().redis(), link));
    }

    private static void moveTo(EmbeddedRedis redis, ChaosProxy link) {
        link.retarget("127.0.0.1", redis.port());
        link.cutAll();
    }

    /** Fault 13: Redis gives up on a subscriber whose output buffer is full; the limits are small to get there soon. */
    @Test
    void podThatReadsRedisTooSlowlyIsCutOffAndLosesNothing() {
        RedisFaults redis = cluster.redisFaults();
        try (ClusterScenario scenario = new ClusterScenario(cluster, "slow-subscriber").open()) {
            // Given
            redis.command("CONFIG", "SET", "client-output-buffer-limit", "pubsub 1mb 512kb 2");
            List<InetSocketAddress> fast = cluster.addresses().subList(0, 2);
            long connections = cluster.redisLink(3).connectionsAccepted();

            // When
            cluster.redisLink(3).bandwidth(10_000);
            Pace pace = Pace.of(12, 200, 500).retryingUnknown(5, Duration.ofMillis(300));
            Creates creates = scenario.create(pace, 14_000, () -> fast);
            assertTrue(creates.awaitEnd(Duration.ofSeconds(60)));

            // Then
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> cluster.redisLink(3).connectionsAccepted() > connections);
            scenario.judge(WITHOUT_REDIS);
        } finally {
            redis.command("CONFIG", "SET", "client-output-buffer-limit", "pubsub 32mb 8mb 60");
        }
    }

    /** Fault 14. */
    @Test
    void lostDoubledAndOvertakenMessagesChangeNothing() {
        try (UnreliableBus bus = UnreliableBus.before(cluster.services().redis().port(), 14);
                ClusterScenario scenario = new ClusterScenario(cluster, "unreliable-bus").open()) {
            // Given
            cluster.redisLinks().forEach(link -> link.retarget("127.0.0.1", bus.port()));
            cluster.redisLinks().forEach(ChaosProxy::cutAll);
            cluster.awaitBus();
            double duplicates = duplicates();

            // When
            scenario.create(80, 600).awaitEnd(Duration.ofSeconds(40));

            // Then
            Judgement verdict = scenario.judge(WITHOUT_REDIS);
            System.out.printf("  bus lost %d, doubled %d, overtaken %d%n", bus.lost(), bus.doubled(), bus.overtaken());
            assertTrue(bus.lost() > 20 && bus.doubled() > 20 && bus.overtaken() > 20);
            assertTrue(duplicates() > duplicates + bus.doubled());
            assertEquals(0, verdict.deliveries().resets());
            cluster.redisLinks()
                    .forEach(link -> link.retarget(
                            "127.0.0.1", cluster.services().redis().port()));
        }
    }

    private double duplicates() {
        return cluster.pods().stream()
                .mapToDouble(pod -> PodMetrics.of(pod).get("carillon_bus_messages_duplicate_total"))
                .sum();
    }
}
