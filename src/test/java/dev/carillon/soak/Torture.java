package dev.carillon.soak;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.embedded.EmbeddedRedis;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.PostgresServer;
import dev.carillon.testkit.BrowserPage;
import dev.carillon.testkit.ChaosProxy;
import dev.carillon.testkit.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Breaks one thing after the other, in an order that its seed decides, and mends it again. */
final class Torture {
    /** Long enough for what was broken to have its effects, and for catching up. */
    private static final int PAUSE_MIN_MILLIS = 1_500;

    private static final int PAUSE_MAX_MILLIS = 5_000;

    private final BreakableCluster cluster;
    private final List<BrowserPage> pages;
    private final History history;
    private final Random random;
    private final CountDownLatch stopping;
    private final BiConsumer<String, Duration> told;
    private final Map<String, Runnable> faults = new LinkedHashMap<>();
    private int done;

    /** @param told gets each fault and its duration, repair included */
    Torture(
            BreakableCluster cluster,
            List<BrowserPage> pages,
            History history,
            long seed,
            CountDownLatch stopping,
            BiConsumer<String, Duration> told) {
        this.cluster = cluster;
        this.pages = pages;
        this.history = history;
        this.random = new Random(seed);
        this.stopping = stopping;
        this.told = told;
        addPodFaults();
        addRedisFaults();
        addDatabaseFaults();
        addClientFaults();
    }

    private void addPodFaults() {
        faults.put("pod killed", () -> anyPod().kill());
        faults.put("pod terminated", () -> anyPod().terminate());
        faults.put("pod frozen", () -> {
            Pod frozen = anyPod();
            frozen.pause();
            hold(2_000, 8_000);
            frozen.resume();
        });
    }

    private void addRedisFaults() {
        EmbeddedRedis redis = cluster.services().redis();
        faults.put("Redis restarted", () -> restartRedis(redis::stop));
        faults.put("Redis killed", () -> restartRedis(redis::crash));
        faults.put("Redis frozen", () -> {
            redis.pause();
            hold(2_000, 10_000);
            redis.resume();
        });
        faults.put("Redis takes no writes", () -> {
            cluster.redisFaults().pauseWrites(Duration.ofSeconds(3));
            hold(3_000, 3_500);
        });
        faults.put("subscribers killed", () -> cluster.redisFaults().killSubscribers());
        faults.put("connections of Redis killed", () -> cluster.redisFaults().killEverybody());
        faults.put("pod cut from Redis", () -> during(any(cluster.redisLinks()), ChaosProxy::blackHole));
        faults.put(
                "pod rejected by Redis",
                () -> during(any(cluster.redisLinks()), link -> {
                    link.refuse();
                    link.cutAll();
                }));
        faults.put("way to Redis slow", () -> during(any(cluster.redisLinks()), link -> link.bandwidth(5_000)));
    }

    private void addDatabaseFaults() {
        PostgresServer postgres = cluster.services().postgres();
        faults.put("PostgreSQL killed", () -> {
            postgres.crash();
            hold(500, 3_000);
            postgres.restart();
        });
        faults.put("PostgreSQL restarted", postgres::restart);
        faults.put("PostgreSQL frozen", () -> {
            postgres.pause();
            hold(1_000, 5_000);
            postgres.resume();
        });
        faults.put("backends terminated", () -> cluster.postgresFaults().terminateBackends());
        faults.put(
                "way to PostgreSQL slow",
                () -> during(any(cluster.postgresLinks()), link -> link.delay(Duration.ofMillis(200))));
        faults.put("pod cut from PostgreSQL", () -> during(any(cluster.postgresLinks()), ChaosProxy::blackHole));
    }

    private void addClientFaults() {
        faults.put(
                "network of clients broken",
                () -> some(5).forEach(page -> page.source().breakConnection()));
        faults.put("clients offline", () -> {
            List<BrowserPage> away = some(20);
            away.forEach(BrowserPage::goOffline);
            hold(1_000, 6_000);
            away.forEach(BrowserPage::comeBack);
        });
        faults.put("clients slow", () -> {
            List<BrowserPage> slow = some(20);
            slow.forEach(page -> page.source().stream().readAt(500));
            hold(2_000, 6_000);
            slow.forEach(page -> page.source().stream().readAt(Long.MAX_VALUE));
        });
    }

    /** Goes on until it is told to stop; then everything is mended. */
    void run() {
        List<String> names = new ArrayList<>(faults.keySet());
        while (!waited(PAUSE_MIN_MILLIS, PAUSE_MAX_MILLIS)) {
            String name = names.get(random.nextInt(names.size()));
            long start = System.nanoTime();
            faults.get(name).run();
            cluster.heal();
            history.healed(name);
            done++;
            told.accept(name, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    int done() {
        return done;
    }

    private interface LinkFault {
        void on(ChaosProxy link);
    }

    private void during(ChaosProxy link, LinkFault fault) {
        fault.on(link);
        hold(2_000, 10_000);
        link.pass();
    }

    /** Sessions survive in a Redis that is kept on disk; this one has to be given them back before it is reached. */
    private void restartRedis(Runnable end) {
        Map<String, String> sessions = cluster.copySessions();
        cluster.redisLinks().forEach(ChaosProxy::refuse);
        end.run();
        hold(100, 5_000);
        cluster.services().redis().restart();
        cluster.putBack(sessions);
        cluster.redisLinks().forEach(ChaosProxy::accept);
    }

    private Pod anyPod() {
        return any(cluster.pods());
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private List<BrowserPage> some(int oneIn) {
        return pages.stream().filter(page -> random.nextInt(oneIn) == 0).toList();
    }

    private void hold(int minMillis, int maxMillis) {
        waited(minMillis, maxMillis);
    }

    /** Waits for a random time; true if the torture was stopped meanwhile. */
    private boolean waited(int minMillis, int maxMillis) {
        try {
            return stopping.await(random.nextInt(minMillis, maxMillis), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
