package dev.carillon.chaos;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.ClusterScenario;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.cluster.WithCluster;
import dev.carillon.testkit.BrowserPage;
import dev.carillon.testkit.ChaosProxy;
import dev.carillon.testkit.Creates;
import dev.carillon.testkit.Creates.Pace;
import dev.carillon.testkit.Judgement;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Faults 15 to 17: clients that read slowly, vanish silently, or come and go. */
@ExtendWith(WithCluster.class)
@Timeout(120)
class ClientFaultsIT {
    private static final Duration IN_TIME = Duration.ofSeconds(5);
    private static final double MEGABYTE = 1024 * 1024;

    private final BreakableCluster cluster;

    ClientFaultsIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    /** Fault 15: promise P4. Forty stuck clients with 6 MB each to come would be 240 MB in queues. */
    @Test
    void slowReadersCostNoMemoryHarmNobodyAndLoseNothing() {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "slow-readers").open()) {
            // Given
            List<BrowserPage> slow = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                // Plain: compressed, these notifications would be too small for anybody to be slow.
                slow.add(scenario.add("slow-" + i, scenario.login("u1"), 0, scenario.setting()));
            }
            scenario.awaitConnected();
            long heapBefore = PodMetrics.liveHeapBytes(cluster.pod(1));
            double fellBehind = PodMetrics.of(cluster.pod(1)).get("carillon_clients_fell_behind_total");
            slow.forEach(page -> page.source().stream().readAt(1_000));

            // When
            Pace pace = Pace.of(8, 150, 1_000).retryingUnknown(5, Duration.ofMillis(300));
            Creates creates = scenario.create(pace, 12_000, cluster::addresses);
            assertTrue(creates.awaitEnd(Duration.ofSeconds(60)));
            long heapMeanwhile = PodMetrics.liveHeapBytes(cluster.pod(1));

            // Then
            assertTrue(PodMetrics.of(cluster.pod(1)).get("carillon_clients_fell_behind_total") >= fellBehind + 40);
            double grown = (heapMeanwhile - heapBefore) / MEGABYTE;
            System.out.printf("  heap grew by %.1f MB%n", grown);
            assertTrue(grown < 16, "40 slow clients cost " + grown + " MB");
            scenario.healed("slow readers read again");
            slow.forEach(page -> page.source().stream().readAt(Long.MAX_VALUE));
            scenario.judge(Duration.ofSeconds(20));
            Duration others = scenario.medianDelay(page -> !page.startsWith("slow"));
            Duration itself = scenario.medianDelay(page -> page.startsWith("slow"));
            assertTrue(
                    others.multipliedBy(5).compareTo(itself) < 0,
                    others + " for the others, " + itself + " for the slow");
        }
    }

    /** Fault 16: the page notices the silence. The server disconnects the client once its socket takes nothing. */
    @Test
    void halfOpenClientResumesElsewhere() {
        ChaosProxy network =
                ChaosProxy.to("127.0.0.1", cluster.addresses().get(0).getPort());
        List<InetSocketAddress> through = List.of(
                new InetSocketAddress("127.0.0.1", network.port()),
                cluster.addresses().get(1));
        try (network;
                ClusterScenario scenario = new ClusterScenario(cluster, "half-open", () -> through)) {
            // Given
            BrowserPage.Setting setting = scenario.setting();
            scenario.pages()
                    .add(BrowserPage.open(
                            "mobile",
                            scenario.login("u1"),
                            0,
                            setting.withPath(setting.path() + "?keepAlive=message")
                                    .withPatience(setting.patience().withSilenceLimit(Duration.ofSeconds(5)))));
            scenario.awaitConnected();
            Creates creates = scenario.create(20, 200);
            scenario.awaitBegun(creates, 40);

            // When
            network.blackHole();

            // Then: 5 s of silence, then one reconnect.
            Judgement verdict = scenario.judge(IN_TIME.plusSeconds(3));
            assertTrue(verdict.deliveries().reconnects() >= 1);
        }
    }

    /** Fault 17. */
    @Test
    void clientsThatComeAndGoAtRandomMissNothing() {
        Random random = new Random(17);
        try (ClusterScenario scenario = new ClusterScenario(cluster, "come-and-go").open(3)) {
            // Given
            Creates creates = scenario.create(60, 400);

            // When
            for (int round = 1; round <= 20; round++) {
                scenario.awaitBegun(creates, round * 20L);
                BrowserPage page =
                        scenario.pages().get(random.nextInt(scenario.pages().size()));
                if (random.nextBoolean()) {
                    page.source().breakConnection();
                } else {
                    page.source().stream().close();
                }
            }

            // Then
            Judgement verdict = scenario.judge(IN_TIME);
            assertTrue(verdict.deliveries().reconnects() >= 10);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> clientsOfAllPods() == 0);
    }

    private double clientsOfAllPods() {
        return cluster.pods().stream()
                .mapToDouble(pod -> PodMetrics.of(pod).get("carillon_clients"))
                .sum();
    }

    /** The same at the most unfriendly: all links from browsers to pods break at once, again and again. */
    @Test
    void networkThatBreaksForEverybodyLosesNothing() {
        List<ChaosProxy> network = cluster.addresses().stream()
                .map(pod -> ChaosProxy.to("127.0.0.1", pod.getPort()))
                .toList();
        List<InetSocketAddress> through = network.stream()
                .map(link -> new InetSocketAddress("127.0.0.1", link.port()))
                .toList();
        try (ClusterScenario scenario = new ClusterScenario(cluster, "network-breaks", () -> through).open(3)) {
            // Given
            Creates creates = scenario.create(60, 300);

            // When
            for (int round = 1; round <= 5; round++) {
                scenario.awaitBegun(creates, round * 55L);
                network.forEach(ChaosProxy::cutAll);
            }

            // Then
            Judgement verdict = scenario.judge(IN_TIME);
            assertEquals(0, verdict.deliveries().resets());
        }
        network.forEach(ChaosProxy::close);
    }
}
