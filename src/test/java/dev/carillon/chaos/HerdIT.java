package dev.carillon.chaos;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.Pod;
import dev.carillon.testkit.BrowserEventSource;
import dev.carillon.testkit.BrowserEventSource.Patience;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.ReceivedEvent;
import dev.carillon.testkit.Sql;
import dev.carillon.testkit.SseClients;
import dev.carillon.testkit.SseRequest;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Fault 18 and promise P6: many clients at once, and ten thousand one after the other. */
@ExtendWith(WithCluster.class)
@Timeout(180)
class HerdIT {
    private static final int HERD = 10_000;
    private static final int BEHIND = 10;
    private static final int USERS = 500;
    private static final Patience SOON_AGAIN = Patience.ofBrowser().withCeiling(Duration.ofSeconds(1));

    private final BreakableCluster cluster;

    HerdIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    /** The organization is new to every pod, and its clients are ten behind: only the database can serve them. */
    @Test
    void herdThatReconnectsCostsAHandfulOfQueries() {
        // Given
        Login creator = cluster.login("herd", "u0");
        for (int i = 0; i < BEHIND; i++) {
            Api.created(cluster.pod(1), creator, Api.forEverybody("m" + i));
        }
        String position = epoch() + "-0";
        List<Login> logins = IntStream.range(0, USERS)
                .mapToObj(i -> cluster.login("herd", "u" + i))
                .toList();
        double pages = pageLoads();
        long scans = scansOfTheLog();
        AtomicInteger shown = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();

        // When
        try (SseClients clients = new SseClients()) {
            for (int i = 0; i < HERD; i++) {
                SseRequest request = SseRequest.stream(cluster.addresses().get(0), "?lastEventId=" + position)
                        .as(logins.get(i % USERS));
                // Some may be told to reconnect in a moment, as a pod may do with a herd.
                new BrowserEventSource(clients, cluster::addresses, i, request, SOON_AGAIN, counting(shown, refused))
                        .open();
            }

            // Then
            await().atMost(Duration.ofSeconds(90)).until(() -> shown.get() >= HERD * BEHIND);
            assertEquals(HERD * BEHIND, shown.get());
            assertEquals(0, refused.get());
        }
        double loaded = pageLoads() - pages;
        // Statistics of the server come up to a second late.
        long read = scansOfTheLog() - scans;
        System.out.printf("  herd of %d: %.0f page loads, %d reads of the log on 3 pods%n", HERD, loaded, read);
        assertTrue(loaded >= 3 && loaded <= 3 * 3, "page loads: " + loaded);
        assertTrue(read <= 3 * 5, "reads of the log: " + read);
    }

    private static BrowserEventSource.Handlers counting(AtomicInteger shown, AtomicInteger refused) {
        return new BrowserEventSource.Handlers() {
            @Override
            public void onMessage(ReceivedEvent event) {
                if (event.isOf("notification")) {
                    shown.incrementAndGet();
                }
            }

            @Override
            public void onGaveUp(int status) {
                refused.incrementAndGet();
            }
        };
    }

    private String epoch() {
        return superuser().text("select history_epoch()");
    }

    private double pageLoads() {
        return cluster.pods().stream()
                .mapToDouble(pod -> PodMetrics.of(pod).get("carillon_log_page_loads_total"))
                .sum();
    }

    private long scansOfTheLog() {
        return superuser().number("select idx_scan + seq_scan from pg_stat_user_tables where relname = 'notification'");
    }

    private Sql superuser() {
        return Sql.at(cluster.services().postgres().superuserJdbcUrl());
    }

    @Test
    void tenThousandConnectionsLeaveNothingBehind() {
        // Given
        List<Login> logins = IntStream.range(0, USERS)
                .mapToObj(i -> cluster.login("leak-" + i % 20, "u" + i))
                .toList();
        connectAndLeave(logins, 1_000);
        Baseline before = Baseline.of(cluster.pod(1));

        // When
        connectAndLeave(logins, 9_000);

        // Then
        Baseline after = Baseline.of(cluster.pod(1));
        System.out.println("  before " + before + ", after " + after);
        assertEquals(0, after.clients);
        assertTrue(after.heap <= before.heap * 1.1, "heap " + before.heap + " -> " + after.heap);
        assertTrue(after.files <= before.files + 10, "open files " + before.files + " -> " + after.files);
    }

    /** A hundred at a time: each is connected before it goes, half of them in order and half with a RST. */
    private void connectAndLeave(List<Login> logins, int cycles) {
        List<InetSocketAddress> pod = List.of(BreakableCluster.address(cluster.pod(1)));
        try (SseClients clients = new SseClients()) {
            for (int done = 0; done < cycles; done += 100) {
                AtomicInteger connected = new AtomicInteger();
                List<BrowserEventSource> some = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    Login login = logins.get((done + i) % logins.size());
                    SseRequest request = SseRequest.stream(pod.get(0), "").as(login);
                    // On a fast machine they come at a higher rate than a pod admits. Then they are told to reconnect.
                    some.add(new BrowserEventSource(
                            clients, () -> pod, 0, request, SOON_AGAIN, countingConnected(connected)));
                }
                some.forEach(BrowserEventSource::open);
                await().atMost(Duration.ofSeconds(20))
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> connected.get() == 100);
                for (int i = 0; i < 100; i++) {
                    if (i % 2 == 0) {
                        some.get(i).close();
                    } else {
                        some.get(i).goOffline();
                    }
                }
            }
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> PodMetrics.of(cluster.pod(1)).get("carillon_clients") == 0);
    }

    private static BrowserEventSource.Handlers countingConnected(AtomicInteger connected) {
        return new BrowserEventSource.Handlers() {
            @Override
            public void onMessage(ReceivedEvent event) {
                if (event.isOf("connected")) {
                    connected.incrementAndGet();
                }
            }
        };
    }

    private record Baseline(double clients, long heap, double files) {
        static Baseline of(Pod pod) {
            PodMetrics metrics = PodMetrics.of(pod);
            return new Baseline(
                    metrics.get("carillon_clients"),
                    PodMetrics.liveHeapBytes(pod),
                    metrics.get("process_files_open_files"));
        }
    }
}
