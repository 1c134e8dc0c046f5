package dev.carillon.soak;

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

/** The faults of one part of the system, one after the other, in an order that a seed decides. */
final class Lane {
    private final String part;
    private final Random random;
    private final CountDownLatch stopping;
    private final Runnable repair;
    private final int pauseMillis;
    private final Map<String, Runnable> faults = new LinkedHashMap<>();
    private int done;

    /**
     * @param pause on average, between two faults: for what was broken to have its effects, and for catching up
     * @param repair makes the part whole again, whatever its last fault was, while others may be broken
     */
    Lane(String part, long seed, Duration pause, CountDownLatch stopping, Runnable repair) {
        this.part = part;
        // Lanes of one seed are to differ.
        this.random = new Random(seed * 31 + part.hashCode());
        this.pauseMillis = Math.toIntExact(pause.toMillis());
        this.stopping = stopping;
        this.repair = repair;
    }

    void add(String name, Runnable fault) {
        faults.put(name, fault);
    }

    String part() {
        return part;
    }

    int done() {
        return done;
    }

    /** Goes on until it is told to stop; then its part is whole. */
    void run(History history, BiConsumer<String, Duration> told) {
        List<String> names = new ArrayList<>(faults.keySet());
        while (!waited(pauseMillis / 2, pauseMillis * 3 / 2)) {
            String name = any(names);
            long start = System.nanoTime();
            faults.get(name).run();
            repair.run();
            history.healed(name);
            done++;
            told.accept(name, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    <T> List<T> some(List<T> all, int oneIn) {
        return all.stream().filter(each -> random.nextInt(oneIn) == 0).toList();
    }

    void hold(int minMillis, int maxMillis) {
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
