package dev.carillon.proxy;

import dev.carillon.testkit.Poller;
import dev.carillon.testkit.Poller.Answer;
import io.vertx.core.json.DecodeException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Polls as a page does: at once again after an answer, and with a shorter wait after a request that was cut. */
final class PollingPage implements AutoCloseable {

    // Seconds. Longer than the worst proxy waits before it cuts, and no longer: two are waited for at the end.
    private static final int LONG = 3;
    private static final int SHORT = 1;

    private final Poller poller;
    private final List<Long> shown = new CopyOnWriteArrayList<>();
    private final Map<Long, Integer> cameIn = new ConcurrentHashMap<>();
    private final Map<Long, Long> cameAt = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final Thread thread;
    private volatile String cursor = "";
    private volatile boolean closed;

    PollingPage(Poller poller) {
        this.poller = poller;
        this.thread = new Thread(this::run, "polling-page");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether it has a position from which nothing is missed. */
    boolean hasBegun() {
        return !cursor.isEmpty();
    }

    /** The ids, as they came. */
    List<Long> shown() {
        return List.copyOf(shown);
    }

    /** Requests that have ended, with an answer or without one. */
    int requests() {
        return requests.get();
    }

    /** The number of the request that has brought a notification. */
    int cameIn(long id) {
        return cameIn.get(id);
    }

    /** When a notification came, by {@link System#nanoTime}. */
    long cameAt(long id) {
        return cameAt.get(id);
    }

    private void run() {
        int wait = LONG;
        while (!closed) {
            try {
                Answer answer = poller.poll("?wait=" + wait + (cursor.isEmpty() ? "" : "&after=" + cursor));
                if (answer.status() != 200) {
                    throw new CompletionException(new IllegalStateException("status " + answer.status()));
                }
                cursor = answer.cursor();
                long now = System.nanoTime();
                answer.ids().forEach(id -> {
                    cameIn.put(id, requests.get() + 1);
                    cameAt.put(id, now);
                });
                shown.addAll(answer.ids());
            } catch (CompletionException | DecodeException cut) {
                // Behind some proxies a request that was cut has an answer without a body.
                wait = SHORT;
            }
            requests.incrementAndGet();
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
