package dev.carillon.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.ClusterScenario;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.BrowserEventSource.State;
import dev.carillon.testkit.Creates;
import dev.carillon.testkit.Creates.Pace;
import dev.carillon.testkit.HistoryEvent.ToldToReconnect;
import dev.carillon.testkit.Judgement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Pods are replaced and added behind a HAProxy that learns about it by health checks. Promise P7. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("RollingUpdateIT")
@Timeout(300)
class RollingUpdateIT {

    private static final int PODS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path directory;

    @Test
    void thousandClientsNoticeNothingOfARollingUpdate() {
        int clients = 1_000;
        try (BreakableCluster cluster = cluster("CARILLON_DRAIN_WINDOW", "8s");
                RealProxy proxy = proxy(cluster);
                ClusterScenario scenario =
                        new ClusterScenario(cluster, "rolling-update-1000", () -> List.of(proxy.address()))) {
            // Given
            open(scenario, clients);
            Creates creates = scenario.create(Pace.of(4, 6, Long.MAX_VALUE), 0, () -> List.of(proxy.address()));

            // When: one try for each notification, like a caller that does not retry.
            int moved = 0;
            for (Pod pod : cluster.pods()) {
                int had = PodClients.of(pod);
                long before = scenario.history().now();
                pod.restart();
                pod.awaitReady(PATIENCE);
                await("everybody is back").atMost(PATIENCE).until(() -> connected(scenario) == clients);
                long most = mostToldInASecond(scenario, before);
                System.out.printf("%s: %d streams, at most %d told to reconnect in a second%n", pod.name(), had, most);

                // Then: evenly over eight seconds would be an eighth; a busy machine may bunch four of them. The
                // moment of their return says less: the pod that was restarted last is cold, and lets them wait.
                assertThat(most).isBetween(1L, had / 2L);
                moved += had;
            }
            // Each stream was told by the pod it was on, but for some that may have moved by themselves. A single pod
            // may have had few: if it fails two health checks on a busy machine, HAProxy fills the others.
            assertThat(moved).isGreaterThan(clients * 9 / 10);
            creates.close();
            Judgement verdict = scenario.judge();
            assertThat(verdict.violations()).isEmpty();
            assertThat(scenario.history().failures()).isEmpty();
            assertThat(verdict.creations().acknowledged())
                    .isEqualTo(verdict.creations().created())
                    .isGreaterThan(50);
            assertThat(verdict.deliveries().gaveUp()).isZero();
            assertThat(verdict.deliveries().resets()).isZero();
        }
    }

    @Test
    void podThatIsAddedFillsAsConnectionsComeOfAge() {
        int clients = 90;
        try (BreakableCluster cluster = cluster("CARILLON_STREAM_MAX_AGE", "6s")) {
            // Given
            Pod added = cluster.pod(PODS);
            added.terminate();
            try (RealProxy proxy = proxy(cluster);
                    ClusterScenario scenario =
                            new ClusterScenario(cluster, "scale-up", () -> List.of(proxy.address()))) {
                open(scenario, clients);
                Creates creates = scenario.create(Pace.of(4, 6, Long.MAX_VALUE), 0, () -> List.of(proxy.address()));
                assertThat(PodClients.of(cluster.pod(1)) + PodClients.of(cluster.pod(2)))
                        .isGreaterThan(clients / 2);

                // When
                added.restart();
                added.awaitReady(PATIENCE);

                // Then: a third would be its share.
                await("the new pod has its share")
                        .atMost(PATIENCE)
                        .until(() -> PodClients.of(added) >= clients / PODS * 3 / 4);
                creates.close();
                assertThat(scenario.judge().violations()).isEmpty();
            }
        }
    }

    private static BreakableCluster cluster(String key, String value) {
        return BreakableCluster.start(
                BreakableCluster.quick("rolling-update-it").with(key, value), PostgresSettings.temporary(), PODS);
    }

    private RealProxy proxy(BreakableCluster cluster) {
        return RealProxy.haproxy(
                directory, cluster.pods().stream().map(Target::of).toList());
    }

    private static void open(ClusterScenario scenario, int clients) {
        IntStream.range(0, clients).forEach(i -> scenario.add("page-" + i, scenario.login("u" + i % 50), 0));
        await("all pages connected")
                .atMost(PATIENCE)
                .until(() -> scenario.pages().stream().allMatch(page -> page.count("connected") > 0));
    }

    private static long connected(ClusterScenario scenario) {
        return scenario.pages().stream()
                .filter(page -> page.source().state() == State.OPEN)
                .count();
    }

    private static long mostToldInASecond(ClusterScenario scenario, long since) {
        List<Long> times = scenario.history().events().stream()
                .filter(event -> event instanceof ToldToReconnect && event.at() >= since)
                .map(event -> event.at())
                .sorted()
                .toList();
        long most = 0;
        int from = 0;
        for (int to = 0; to < times.size(); to++) {
            while (times.get(to) - times.get(from) > SECOND) {
                from++;
            }
            most = Math.max(most, to - from + 1L);
        }
        return most;
    }
}
