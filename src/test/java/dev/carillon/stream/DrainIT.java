package dev.carillon.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.Ending;
import dev.carillon.testkit.Login;
import dev.carillon.testkit.Sql;
import dev.carillon.testkit.SseStream;
import dev.carillon.testkit.StreamListener;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** How a pod goes away on SIGTERM, with a window of 4 s and 2 s of grace. Promise P7. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("DrainIT")
@Timeout(90)
class DrainIT extends StreamTestBase {
    private static final int STREAMS = 40;
    private static final Duration WINDOW = Duration.ofSeconds(4);

    private static BreakableCluster cluster;

    @BeforeAll
    static void start() {
        cluster = BreakableCluster.start(
                BreakableCluster.quick("drain-it").with("CARILLON_DRAIN_WINDOW", "4s"),
                PostgresSettings.temporary(),
                1);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void drainSpreadsClosesRejectsNewStreamsAndEndsInTime() {
        // Given
        Pod pod = cluster.pod(1);
        Login login = cluster.login("drain", "u1");
        // First, so that the others meet a pod that knows where Redis is: each of them is counted once.
        SseStream deaf = open(request(pod, login, "").withReceiveBuffer(4_096));
        Queue<Long> ends = new ConcurrentLinkedQueue<>();
        List<SseStream> streams = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            streams.add(clients.open(request(pod, cluster.login("drain", "u" + i % 10), ""), "", noting(ends)));
        }
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertEquals(List.of(), withoutPosition(streams)));
        deaf.readAt(0);
        for (int i = 0; i < 60; i++) {
            Api.created(pod, login, Api.forEverybody("x".repeat(12_000)));
        }

        // When
        CompletableFuture<Boolean> ended = CompletableFuture.supplyAsync(pod::terminate);
        await().pollInterval(Duration.ofMillis(20)).until(() -> !pod.isReady());
        SseStream late = open(pod, login, "");
        long created = Api.created(pod, login, Api.forEverybody("while draining"));

        // Then
        assertTrue(created > 60);
        assertEquals("drain", reconnectReason(late));
        assertEquals(200, late.status());
        assertTrue(late.retry().isPresent());
        awaitEnd(late, Duration.ofSeconds(5));
        assertEquals(true, ended.join(), "the pod had to be killed, with a client that never reads");
        assertSpread(List.copyOf(ends));
        assertTrue(streams.stream().allMatch(stream -> stream.retry().isPresent()));
        assertTrue(streams.stream()
                        .map(stream -> stream.retry().orElseThrow())
                        .distinct()
                        .count()
                > STREAMS / 2);
    }

    @Test
    void streamThatIsBeingOpenedWhenTheDrainBeginsIsToldToComeAgain() throws SQLException {
        try (BreakableCluster own = BreakableCluster.start(
                        BreakableCluster.quick("drain-opening").with("CARILLON_DRAIN_WINDOW", "4s"),
                        PostgresSettings.temporary(),
                        1);
                Connection lock = DriverManager.getConnection(own.recordUrl());
                Statement statement = lock.createStatement()) {
            // Given a stream that waits for its snapshot
            Pod pod = own.pod(1);
            Login login = own.login("drain", "u1");
            open(pod, login, "");
            lock.setAutoCommit(false);
            statement.execute("lock table notification in access exclusive mode");
            SseStream opening = clients.open(request(pod, login, "?snapshot=5"));
            await().until(() -> hasWaiters(own));

            // When
            CompletableFuture<Boolean> ended = CompletableFuture.supplyAsync(pod::terminate);
            await().pollInterval(Duration.ofMillis(20)).until(() -> !pod.isReady());
            lock.rollback();

            // Then
            awaitEnd(opening, Duration.ofSeconds(10));
            assertEquals("drain", reconnectReason(opening));
            assertTrue(opening.retry().isPresent());
            assertEquals(true, ended.join(), "the pod had to be killed");
        }
    }

    /** On a connection of its own: within one transaction, PostgreSQL answers as it did the first time. */
    private static boolean hasWaiters(BreakableCluster own) {
        return Sql.at(own.recordUrl())
                        .number(
                                "select count(*) from pg_stat_activity"
                                        + " where wait_event_type = 'Lock' and query ilike '%notification%' and pid <> pg_backend_pid()")
                > 0;
    }

    private static List<String> withoutPosition(List<SseStream> streams) {
        return streams.stream()
                .filter(stream -> stream.lastEventId().isEmpty())
                .map(stream -> "status " + stream.status() + ", ending " + stream.ending())
                .toList();
    }

    /** The ends take most of the window, and each quarter of that time has a fair part of them. */
    private static void assertSpread(List<Long> ends) {
        assertEquals(STREAMS, ends.size());
        List<Long> sorted = ends.stream().sorted().toList();
        long first = sorted.get(0);
        long span = sorted.get(STREAMS - 1) - first;
        assertTrue(span > WINDOW.toNanos() / 2, "all streams ended within " + Duration.ofNanos(span));
        long[] quarters = new long[4];
        sorted.forEach(end -> quarters[(int) Math.min(3, (end - first) * 4 / span)]++);
        assertTrue(Arrays.stream(quarters).min().orElseThrow() >= STREAMS / 10, Arrays.toString(quarters));
    }

    private static StreamListener noting(Queue<Long> ends) {
        return new StreamListener() {
            @Override
            public void onEnd(Ending how) {
                ends.add(System.nanoTime());
            }
        };
    }
}
