package dev.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.chaos.HandoverRun.Verdict;
import dev.carillon.cluster.BreakableCluster;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PostgresSettings;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** {@code src/test/long handover}: many notifications, receivers that fail, pods that are killed, and a Redis that is gone. */
class HandoverVerdictIT {

    private static final int PODS = 3;
    private static final int ROUNDS = 40;
    private static final int MOST_AT_ONCE = 1_000;
    private static final int KILL_EVERY = 8;

    /** An endpoint has at most four requests in flight, on each of the pods. */
    private static final int IN_FLIGHT = 4;

    private static final int ENDPOINTS = 2;

    @Test
    @EnabledIfSystemProperty(named = "handover.notifications", matches = "[0-9]+")
    void nothingIsMissedAndNothingIsHandedOverAlthoughItWasSeen() {
        // Given
        int notifications = Integer.getInteger("handover.notifications");
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        AtomicBoolean down = new AtomicBoolean();
        int kills = 0;
        try (BreakableCluster cluster = BreakableCluster.start(
                        BreakableCluster.quick("handover")
                                .with("CARILLON_WEBHOOKS_FIRST_RETRY", "1s")
                                .with("CARILLON_WEBHOOKS_MAX_RETRY", "5s")
                                .with("CARILLON_WEBHOOKS_MAX_HOLD", "5s")
                                .with("CARILLON_WEBHOOKS_MAX_ATTEMPTS", "1000"),
                        PostgresSettings.temporary(),
                        PODS);
                HandoverRun run = new HandoverRun(cluster, random, Duration.ofSeconds(20))) {
            run.endpoint(() -> ThreadLocalRandom.current().nextInt(10) == 0 ? 500 : 204);
            run.endpoint(() -> down.get() || ThreadLocalRandom.current().nextInt(20) == 0 ? 503 : 204);

            // When
            int each = Math.max(1, notifications / ROUNDS);
            for (int round = 0, left = notifications; left > 0; round++) {
                for (int of = Math.min(each, left); of > 0; ) {
                    int some = Math.min(of, MOST_AT_ONCE);
                    run.create(some);
                    of -= some;
                    left -= some;
                }
                down.set(round % ROUNDS >= ROUNDS / 4 && round % ROUNDS < ROUNDS / 2);
                if (round % KILL_EVERY == KILL_EVERY - 1) {
                    kill(cluster, random);
                    kills++;
                } else if (round % KILL_EVERY == KILL_EVERY / 2) {
                    cluster.heal();
                }
                if (round == ROUNDS / 2) {
                    cluster.services().redis().pause();
                    run.create(1);
                    cluster.heal();
                }
                run.look();
            }
            down.set(false);
            cluster.heal();
            Verdict verdict = run.verdict(Duration.ofHours(1));

            // Then
            System.out.printf(
                    "handover verdict: %d notifications, %d accepted, %d kills, missed %d, although seen %d, doubled %d, unrecognisable %d%n",
                    verdict.notifications(),
                    run.acceptedInAll(),
                    kills,
                    verdict.missed(),
                    verdict.althoughSeen(),
                    verdict.doubled(),
                    verdict.unrecognisable());
            assertThat(verdict.missed()).isZero();
            assertThat(verdict.althoughSeen()).isZero();
            assertThat(verdict.unrecognisable()).isZero();
            assertThat(verdict.doubled()).isLessThanOrEqualTo(kills * IN_FLIGHT * ENDPOINTS);
        }
    }

    private static void kill(BreakableCluster cluster, Random random) {
        Pod victim = cluster.pods().stream()
                .filter(Pod::isAlive)
                .skip(random.nextInt(2))
                .findFirst()
                .orElseThrow();
        victim.kill();
    }
}
