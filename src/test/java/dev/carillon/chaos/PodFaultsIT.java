package dev.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carillon.cluster.Api;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.cluster.ClusterScenario;
import dev.carillon.cluster.WithCluster;
import dev.carillon.embedded.Pod;
import dev.carillon.testkit.Audience;
import dev.carillon.testkit.BrowserPage;
import dev.carillon.testkit.ChaosProxy.Direction;
import dev.carillon.testkit.CreateOutcome;
import dev.carillon.testkit.Creates;
import dev.carillon.testkit.Creates.Pace;
import dev.carillon.testkit.Judgement;
import dev.carillon.testkit.Login;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Faults 1 to 5: pods die, hang and are replaced. */
@ExtendWith(WithCluster.class)
@Timeout(180)
class PodFaultsIT {
    /** One position check, the load, and the delay of a busy machine. */
    private static final Duration BY_POSITION_CHECK = Duration.ofSeconds(5);

    private final BreakableCluster cluster;

    PodFaultsIT(BreakableCluster cluster) {
        this.cluster = cluster;
    }

    /** Fault 1. */
    @Test
    void killedPodInTheMiddleOfABroadcastLosesNothing() {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "pod-killed").open(2)) {
            // Given
            Creates creates = scenario.create(80, 300);
            scenario.awaitBegun(creates, 100);

            // When
            cluster.pod(2).kill();

            // Then
            Judgement verdict = scenario.judge(BY_POSITION_CHECK);
            assertEquals(0, verdict.deliveries().resets());
        }
    }

    /** Fault 2: the publish is still on its way when the pod dies. */
    @Test
    void podThatDiesBetweenCommitAndPublishLosesNothing() {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "died-before-publish").open()) {
            // Given
            Pod dying = cluster.pod(1);
            scenario.create(Pace.of(1, 50, 4), 0, () -> List.of(BreakableCluster.address(dying)))
                    .awaitEnd(Duration.ofSeconds(10));
            cluster.redisLink(1).blackHole(Direction.TO_TARGET);
            long published = cluster.redisLink(1).bytesForwarded(Direction.TO_TARGET);

            // When
            scenario.create(Pace.of(1, 50, 4), 0, () -> List.of(BreakableCluster.address(dying)))
                    .awaitEnd(Duration.ofSeconds(10));
            dying.kill();

            // Then
            assertEquals(published, cluster.redisLink(1).bytesForwarded(Direction.TO_TARGET));
            Judgement verdict = scenario.judge(BY_POSITION_CHECK);
            assertEquals(8, verdict.creations().acknowledged());
        }
    }

    /** Fault 3: an uncommitted notification is never shown, and its retry creates it once. */
    @Test
    void podThatDiesBeforeCommitIsRepeatedExactlyOnce() throws SQLException {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "died-before-commit").open()) {
            // Given
            Login login = scenario.login("u1");
            scenario.create(20, 8).awaitEnd(Duration.ofSeconds(10));
            String marker = "m-before-commit";
            scenario.history().attempted(marker, scenario.organization(), Audience.everybody());

            // When
            try (HeadLock lock = HeadLock.take(cluster, scenario.organization())) {
                CompletableFuture<HttpResponse<String>> lost =
                        Api.createLater(cluster.pod(1), login, Api.forEverybody(marker), "Idempotency-Key", "key-1");
                await().until(() -> lock.waiters() > 0);
                cluster.pod(1).kill();
                await().until(lost::isCompletedExceptionally);
                scenario.history().answered(marker, new CreateOutcome.Unknown("the pod died"));
                // The append may still commit, though nobody is there to hear of it.
                lock.release();
                await().atMost(Duration.ofSeconds(30)).until(() -> lock.waiters() == 0);
            }
            HttpResponse<String> repeated =
                    Api.create(cluster.pod(2), login, Api.forEverybody(marker), "Idempotency-Key", "key-1");
            long id = Api.json(repeated).path("id").asLong();
            scenario.history().answered(marker, new CreateOutcome.Acknowledged(id));

            // Then
            assertEquals(201, repeated.statusCode());
            scenario.judge(BY_POSITION_CHECK);
            try (HeadLock look = HeadLock.take(cluster, scenario.organization())) {
                assertEquals(1, look.rowsWithMessage(marker));
            }
        }
    }

    /** Fault 4: half of the pages notice the silence and move, the others wait for the pod to come back. */
    @Test
    void frozenPodShowsNothingTwiceWhenItComesBack() {
        try (ClusterScenario scenario = new ClusterScenario(cluster, "pod-frozen").open()) {
            // Given
            for (int i = 0; i < 3; i++) {
                scenario.pages().add(watchful(scenario, "watchful-" + i));
            }
            scenario.awaitConnected();
            Pace pace =
                    Pace.of(12, 40, 320).withTimeout(Duration.ofSeconds(2)).retryingUnknown(20, Duration.ofMillis(300));
            Creates creates = scenario.create(pace);
            scenario.awaitBegun(creates, 40);

            // When
            cluster.pod(3).pause();
            scenario.awaitBegun(creates, 280);
            scenario.healed("pod thawed");
            cluster.pod(3).resume();

            // Then: a page that watches for silence is late by those 5 s and one reconnect.
            scenario.judge(BY_POSITION_CHECK.plusSeconds(5));
        }
    }

    /** A page with a script that opens a new stream after 5 s without a ping; it begins on the third pod. */
    private BrowserPage watchful(ClusterScenario scenario, String name) {
        BrowserPage.Setting setting = scenario.setting();
        return BrowserPage.open(
                name,
                scenario.login("u1"),
                2,
                setting.withPath(setting.path() + "?keepAlive=message")
                        .withPatience(setting.patience().withSilenceLimit(Duration.ofSeconds(5))));
    }

    /** Fault 5: promise P7. */
    @Test
    void rollingUpdateLosesNothingAndRejectsNoCreate() {
        List<InetSocketAddress> ready = new CopyOnWriteArrayList<>(cluster.addresses());
        try (ClusterScenario scenario = new ClusterScenario(cluster, "rolling-update").open(4)) {
            // Given: one try each, as by a caller who does not repeat.
            Creates creates = scenario.create(Pace.of(6, 25, Long.MAX_VALUE), 0, () -> List.copyOf(ready));
            scenario.awaitBegun(creates, 25);

            // When
            for (Pod pod : cluster.pods()) {
                replace(pod, ready);
            }
            creates.close();

            // Then
            Judgement verdict = scenario.judge(BY_POSITION_CHECK);
            assertThat(scenario.history().failures()).isEmpty();
            assertEquals(verdict.creations().created(), verdict.creations().acknowledged());
            assertEquals(0, verdict.deliveries().gaveUp());
        }
    }

    /** As Kubernetes does it: SIGTERM, out of the Service once not ready, in again once ready. */
    private static void replace(Pod pod, List<InetSocketAddress> ready) {
        CompletableFuture<Boolean> ended = CompletableFuture.supplyAsync(pod::terminate);
        await("not ready")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !pod.isReady());
        ready.remove(BreakableCluster.address(pod));
        assertEquals(true, ended.join(), "the pod had to be killed");
        pod.restart();
        pod.awaitReady(Duration.ofSeconds(60));
        ready.add(BreakableCluster.address(pod));
    }
}
