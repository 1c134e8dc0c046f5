package dev.carillon.soak;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.embedded.EmbeddedRedis;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PodFailure;
import dev.carillon.embedded.PostgresServer;
import dev.carillon.testkit.BrowserPage;
import dev.carillon.testkit.ChaosProxy;
import dev.carillon.testkit.History;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;

/**
 * Breaks pods, Redis, PostgreSQL and the network of clients, each part again and again, and mends it. The parts know
 * nothing of each other, so their faults overlap.
 */
final class Torture {
    /** For a pod that is started while PostgreSQL or Redis is broken. */
    private static final Duration START_PATIENCE = Duration.ofMinutes(3);

    private final BreakableCluster cluster;
    private final List<BrowserPage> pages;
    private final History history;
    private final CountDownLatch stopping;
    private final BiConsumer<String, Duration> told;
    private final List<Lane> lanes;
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /**
     * @param pause of each part between two faults, on average
     * @param told gets each fault and its duration, repair included; called by several threads
     */
    Torture(
            BreakableCluster cluster,
            List<BrowserPage> pages,
            History history,
            long seed,
            Duration pause,
            CountDownLatch stopping,
            BiConsumer<String, Duration> told) {
        this.cluster = cluster;
        this.pages = pages;
        this.history = history;
        this.stopping = stopping;
        this.told = told;
        this.lanes = List.of(
                withPodFaults(new Lane("pods", seed, pause, stopping, this::repairPods)),
                withRedisFaults(new Lane("Redis", seed, pause, stopping, this::repairRedis)),
                withDatabaseFaults(new Lane("PostgreSQL", seed, pause, stopping, this::repairDatabase)),
                withClientFaults(new Lane("clients", seed, pause, stopping, () -> {})));
    }

    private Lane withPodFaults(Lane lane) {
        lane.add("pod killed", () -> lane.any(cluster.pods()).kill());
        lane.add("pod terminated", () -> lane.any(cluster.pods()).terminate());
        lane.add("pod frozen", () -> {
            Pod frozen = lane.any(cluster.pods());
            frozen.pause();
            lane.hold(2_000, 8_000);
            frozen.resume();
        });
        return lane;
    }

    private Lane withRedisFaults(Lane lane) {
        EmbeddedRedis redis = cluster.services().redis();
        lane.add("Redis restarted", () -> restartRedis(lane, redis::stop));
        lane.add("Redis killed", () -> restartRedis(lane, redis::crash));
        lane.add("Redis frozen", () -> {
            redis.pause();
            lane.hold(2_000, 10_000);
            redis.resume();
        });
        lane.add("Redis takes no writes", () -> {
            cluster.redisFaults().pauseWrites(Duration.ofSeconds(3));
            lane.hold(3_000, 3_500);
        });
        lane.add("subscribers killed", () -> cluster.redisFaults().killSubscribers());
        lane.add("connections of Redis killed", () -> cluster.redisFaults().killEverybody());
        lane.add("pod cut from Redis", () -> during(lane, cluster.redisLinks(), ChaosProxy::blackHole));
        lane.add(
                "pod rejected by Redis",
                () -> during(lane, cluster.redisLinks(), link -> {
                    link.refuse();
                    link.cutAll();
                }));
        lane.add("way to Redis slow", () -> during(lane, cluster.redisLinks(), link -> link.bandwidth(5_000)));
        return lane;
    }

    private Lane withDatabaseFaults(Lane lane) {
        PostgresServer postgres = cluster.services().postgres();
        lane.add("PostgreSQL killed", () -> {
            postgres.crash();
            lane.hold(500, 3_000);
            postgres.restart();
        });
        lane.add("PostgreSQL restarted", postgres::restart);
        lane.add("PostgreSQL frozen", () -> {
            postgres.pause();
            lane.hold(1_000, 5_000);
            postgres.resume();
        });
        lane.add("backends terminated", () -> cluster.postgresFaults().terminateBackends());
        lane.add(
                "way to PostgreSQL slow",
                () -> during(lane, cluster.postgresLinks(), link -> link.delay(Duration.ofMillis(200))));
        lane.add("pod cut from PostgreSQL", () -> during(lane, cluster.postgresLinks(), ChaosProxy::blackHole));
        return lane;
    }

    private Lane withClientFaults(Lane lane) {
        lane.add(
                "network of clients broken",
                () -> lane.some(pages, 5).forEach(page -> page.source().breakConnection()));
        lane.add("clients offline", () -> {
            List<BrowserPage> away = lane.some(pages, 20);
            away.forEach(BrowserPage::goOffline);
            lane.hold(1_000, 6_000);
            away.forEach(BrowserPage::comeBack);
        });
        lane.add("clients slow", () -> {
            List<BrowserPage> slow = lane.some(pages, 20);
            slow.forEach(page -> page.source().stream().readAt(500));
            lane.hold(2_000, 6_000);
            slow.forEach(page -> page.source().stream().readAt(Long.MAX_VALUE));
        });
        return lane;
    }

    /** Goes on until it is told to stop; then everything is mended. */
    void run() {
        List<Thread> threads = lanes.stream()
                .map(lane -> new Thread(() -> guarded(lane), "torture of " + lane.part()))
                .toList();
        threads.forEach(Thread::start);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cluster.heal();
        history.healed("everything");
        if (!failures.isEmpty()) {
            throw new IllegalStateException("The torture itself has failed", failures.peek());
        }
    }

    private void guarded(Lane lane) {
        try {
            lane.run(history, told);
        } catch (RuntimeException e) {
            failures.add(e);
            stopping.countDown();
        }
    }

    int done() {
        return lanes.stream().mapToInt(Lane::done).sum();
    }

    private interface LinkFault {
        void on(ChaosProxy link);
    }

    private static void during(Lane lane, List<ChaosProxy> links, LinkFault fault) {
        ChaosProxy link = lane.any(links);
        fault.on(link);
        lane.hold(2_000, 10_000);
        link.pass();
    }

    /** Sessions survive in a Redis that is kept on disk; this one has to be given them back before it is reached. */
    private void restartRedis(Lane lane, Runnable end) {
        Map<String, String> sessions = cluster.copySessions();
        cluster.redisLinks().forEach(ChaosProxy::refuse);
        end.run();
        lane.hold(100, 5_000);
        cluster.services().redis().restart();
        cluster.putBack(sessions);
        cluster.redisLinks().forEach(ChaosProxy::accept);
    }

    /** As an orchestrator would: a pod that finds no database at its start, and ends, is started again. */
    private void repairPods() {
        long end = System.nanoTime() + START_PATIENCE.toNanos();
        for (Pod pod : cluster.pods()) {
            if (pod.isAlive()) {
                pod.resume();
                continue;
            }
            boolean started = false;
            while (!started) {
                try {
                    pod.restart();
                    pod.awaitReady(START_PATIENCE);
                    started = true;
                } catch (PodFailure failure) {
                    if (System.nanoTime() - end > 0) {
                        throw failure;
                    }
                }
            }
        }
    }

    private void repairRedis() {
        EmbeddedRedis redis = cluster.services().redis();
        redis.resume();
        if (!redis.isAlive()) {
            redis.restart();
        }
        cluster.redisFaults().endPause();
        cluster.redisLinks().forEach(ChaosProxy::pass);
    }

    private void repairDatabase() {
        PostgresServer postgres = cluster.services().postgres();
        postgres.resume();
        if (!postgres.isAlive()) {
            postgres.restart();
        }
        cluster.postgresLinks().forEach(ChaosProxy::pass);
    }
}
