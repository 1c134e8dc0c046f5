package dev.carillon.retention;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Threads that create without a pause, and how long each append took. */
final class CreateLoad {

    private final ExecutorService threads;
    private final List<Long> nanos = new ArrayList<>();
    private int failures;
    private volatile boolean stopped;

    /** Into one large organization and 10,000 small ones. */
    CreateLoad(int writers, Create create) {
        this(writers, CreateLoad::anyOfTheFilled, create);
    }

    CreateLoad(int writers, Supplier<String> organizations, Create create) {
        threads = Executors.newFixedThreadPool(writers);
        for (int i = 0; i < writers; i++) {
            threads.execute(() -> run(organizations, create));
        }
    }

    private static String anyOfTheFilled() {
        int n = ThreadLocalRandom.current().nextInt(20_000);
        return n < 10_000 ? "large" : "small-" + (n - 10_000);
    }

    private void run(Supplier<String> organizations, Create create) {
        while (!stopped) {
            String organization = organizations.get();
            long begun = System.nanoTime();
            boolean failed = false;
            try {
                create.in(organization);
            } catch (Exception e) {
                failed = true;
                System.out.println("  failed: " + e.getMessage() + " " + e.getCause());
            }
            note(System.nanoTime() - begun, failed);
        }
    }

    private synchronized void note(long took, boolean failed) {
        nanos.add(took);
        failures += failed ? 1 : 0;
    }

    synchronized void reset() {
        nanos.clear();
    }

    /** Count, 99th percentile and the slowest since the last reset. */
    synchronized String summary() {
        if (nanos.isEmpty()) {
            return String.format("%10d %12s %12s", 0, "", "");
        }
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        double p99 = sorted.get((int) (sorted.size() * 0.99)) / 1e6;
        double slowest = sorted.get(sorted.size() - 1) / 1e6;
        return String.format("%10d %12.1f %12.1f", sorted.size(), p99, slowest);
    }

    synchronized int count() {
        return nanos.size();
    }

    synchronized int failures() {
        return failures;
    }

    void stop() throws InterruptedException {
        stopped = true;
        threads.shutdown();
        if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("An append has not come back");
        }
    }

    /** An append to one organization. */
    interface Create {
        void in(String organization) throws Exception;
    }
}
