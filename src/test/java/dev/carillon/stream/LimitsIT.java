package dev.carillon.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.PodMetrics;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.PacketLoss;
import dev.carillon.testkit.Sql;
import dev.carillon.testkit.SseStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Where the patience of a pod ends: stuck sockets, many opens at once, old connections, old positions. */
// Has a cluster of its own, and waits most of the time. One test at a time: one drops old segments, which are
// everybody's.
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("LimitsIT")
@Timeout(90)
class LimitsIT extends StreamTestBase {
    /**
     * Pod 1 gives up on stuck sockets soon; pod 2 opens few streams a second and keeps none for long; pod 3 is full with
     * two.
     */
    private static BreakableCluster cluster;

    @BeforeAll
    static void start() {
        PodSettings settings = BreakableCluster.quick("limits-it")
                .with("CARILLON_STREAM_KEEP_ALIVE", "1s")
                .with("CARILLON_NOTIFICATION_RETENTION", "1h")
                .with("CARILLON_RETENTION_EVERY", "1s");
        PodSettings impatient =
                settings.with("CARILLON_STREAM_STALL_TIMEOUT", "3s").with("CARILLON_STREAM_UNREACHABLE_TIMEOUT", "3s");
        PodSettings strict =
                settings.with("CARILLON_STREAM_OPENS_PER_SECOND", "5").with("CARILLON_STREAM_MAX_AGE", "3s");
        PodSettings small = settings.with("CARILLON_STREAM_MAX_PER_POD", "2");
        List<PodSettings> pods = List.of(impatient, strict, small);
        cluster = BreakableCluster.start(number -> pods.get(number - 1), PostgresSettings.temporary(), 3);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void clientThatNeverReadsIsCutOffAndResumesWithoutLoss() {
        // Given
        Pod pod = cluster.pod(1);
        Login login = cluster.login("stalled", "u1");
        double stalled = PodMetrics.of(pod).get("carillon_disconnects_total", "reason=\"stalled\"");
        SseStream stuck = open(request(pod, login, "").withReceiveBuffer(4_096));
        stuck.readAt(0);

        // When
        int total = 300;
        String large = "x".repeat(12_000);
        for (int i = 0; i < total; i++) {
            Api.created(pod, login, Api.forEverybody(large));
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> PodMetrics.of(pod).get("carillon_disconnects_total", "reason=\"stalled\"") > stalled);
        stuck.readAt(Long.MAX_VALUE);
        awaitEnd(stuck, Duration.ofSeconds(10));
        int shown = stuck.ids().size();
        SseStream resumed = open(request(pod, login, "").after(stuck.lastEventId()));

        // Then
        awaitNotifications(resumed, total - shown);
        List<Long> all = LongStream.rangeClosed(1, total).boxed().toList();
        assertEquals(all.subList(0, shown), stuck.ids());
        assertEquals(all.subList(shown, total), resumed.ids());
    }

    /** Fault 16: idle, so that nothing but keep-alives can tell. Its neighbor shows that the others are left alone. */
    @Test
    void clientThatVanishesSilentlyIsDisconnected() throws IOException {
        // Given
        if (!PacketLoss.isPossible()) {
            System.out.println("Fault 16 is skipped: it needs root and iptables to lose packets");
            abort("packets cannot be lost here");
        }
        Pod pod = cluster.pod(1);
        Login login = cluster.login("vanished", "u1");
        SseStream neighbour = open(pod, login, "");
        double vanished = PodMetrics.of(pod).get("carillon_disconnects_total", "reason=\"unreachable\"");
        try (Socket phone = new Socket("127.0.0.1", pod.httpPort())) {
            phone.getOutputStream().write(head(pod, login).getBytes(StandardCharsets.US_ASCII));
            awaitConnected(phone);
            double files = PodMetrics.of(pod).get("process_files_open_files");

            // When
            PacketLoss loss = PacketLoss.of(phone.getLocalPort());
            try (loss) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> PodMetrics.of(pod).get("carillon_disconnects_total", "reason=\"unreachable\"")
                                == vanished + 1);

                // Then
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> PodMetrics.of(pod).get("process_files_open_files") < files);
                assertTrue(neighbour.ending().isEmpty());
            }
        }
    }

    private static String head(Pod pod, Login login) {
        return "GET /api/notifications/stream HTTP/1.1\r\nHost: 127.0.0.1:" + pod.httpPort() + "\r\nCookie: "
                + login.cookie() + "\r\n\r\n";
    }

    private static void awaitConnected(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String line = in.readLine();
        while (!line.contains("\"connected\"")) {
            line = in.readLine();
        }
    }

    @Test
    void connectsBeyondTheLimitAreToldToComeAgain() {
        // Given
        Pod pod = cluster.pod(2);
        // Or those who are admitted may meet a pod that does not know yet where Redis is.
        SseStream first = awaitAdmitted(cluster.login("admission", "first"), "");
        // Other tests may have used up the limit of a second, which is whole again between two keep-alives.
        await().atMost(Duration.ofSeconds(30)).until(() -> first.comments().size() >= 2);
        List<Login> logins = IntStream.range(0, 40)
                .mapToObj(i -> cluster.login("admission", "u" + i))
                .toList();

        // When
        List<SseStream> streams = logins.stream()
                .map(login -> clients.open(request(pod, login, "")))
                .toList();
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        streams.stream().noneMatch(stream -> stream.events().isEmpty()));

        // Then
        List<SseStream> rejected = streams.stream()
                .filter(stream -> reconnectReason(stream).equals("busy"))
                .toList();
        assertTrue(rejected.size() >= 20 && rejected.size() <= 38, "rejected: " + rejected.size());
        for (SseStream stream : rejected) {
            awaitEnd(stream, Duration.ofSeconds(5));
            assertEquals(200, stream.status());
            assertEquals("text/event-stream; charset=utf-8", stream.header("Content-Type"));
            long retry = stream.retry().orElseThrow().toMillis();
            assertTrue(retry >= 5_000 && retry <= 30_000, "retry: " + retry);
            assertEquals("", stream.lastEventId());
        }
    }

    @Test
    void fullPodSendsFurtherStreamsElsewhere() {
        // Given
        Pod pod = cluster.pod(3);
        Login login = cluster.login("full", "u1");
        SseStream first = open(pod, login, "");
        SseStream second = open(pod, login, "");
        double rejected = PodMetrics.of(pod).get("carillon_streams_refused_total", "reason=\"pod_full\"");

        // When
        SseStream third = open(pod, login, "");

        // Then
        awaitEnd(third, Duration.ofSeconds(5));
        assertEquals(200, third.status());
        assertEquals("pod_full", reconnectReason(third));
        assertTrue(third.retry().isPresent());
        assertTrue(PodMetrics.of(pod).get("carillon_streams_refused_total", "reason=\"pod_full\"") > rejected);
        assertTrue(first.ending().isEmpty() && second.ending().isEmpty());
        first.close();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !open(pod, login, "").events("connected").isEmpty());
    }

    @Test
    void oldConnectionIsAskedToReconnectAndContinues() {
        // Given
        Login login = cluster.login("max-age", "u1");
        SseStream old = awaitAdmitted(login, "");

        // When
        awaitEnd(old, Duration.ofSeconds(10));
        long id = Api.created(cluster.pod(1), login, Api.forEverybody("while nobody listened"));
        SseStream next = open(request(cluster.pod(1), login, "").after(old.lastEventId()));

        // Then
        assertEquals("max_age", reconnectReason(old));
        assertTrue(old.retry().isPresent());
        awaitNotifications(next, 1);
        assertEquals(List.of(id), next.ids());
    }

    /** Another test may just have used up the limits of the strict pod. */
    private SseStream awaitAdmitted(Login login, String query) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> open(cluster.pod(2), login, query),
                        stream -> !stream.events("connected").isEmpty());
    }

    @Test
    void positionFromBeforeRetentionIsAnsweredWithAReset() {
        // Given
        Login login = cluster.login("expired", "u1");
        SseStream first = open(cluster.pod(1), login, "");
        Api.created(cluster.pod(1), login, Api.forEverybody("m0"));
        Api.created(cluster.pod(1), login, Api.forEverybody("m1"));
        ageSegments();
        await().atMost(Duration.ofSeconds(20)).until(() -> segments() > 1);
        Api.created(cluster.pod(1), login, Api.forEverybody("m2"));
        awaitNotifications(first, 3);
        String position = first.events().get(0).id();
        first.close();

        // When: two of the three grow old.
        ageSegments();
        await().atMost(Duration.ofSeconds(20)).until(() -> rows() == 1);
        // On the pod that does not happen to have them in memory.
        SseStream expired = awaitAdmitted(login, "?lastEventId=" + position);

        // Then
        await().atMost(Duration.ofSeconds(30))
                .until(() -> expired.events("reset").size() == 1);
        assertEquals(
                "expired", expired.events("reset").get(0).json().path("reason").asText());
        assertEquals(List.of(), expired.ids());
    }

    private static long rows() {
        return superuser().number("select count(*) from notification where organization_id = 'expired'");
    }

    private static long segments() {
        return superuser().number("select count(*) from segment");
    }

    private static void ageSegments() {
        superuser().run("update segment set opened_at = opened_at - interval '2 hours'");
    }

    private static Sql superuser() {
        return Sql.at(cluster.services().postgres().superuserJdbcUrl());
    }
}
