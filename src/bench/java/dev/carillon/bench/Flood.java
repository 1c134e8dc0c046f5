package dev.carillon.bench;

import dev.carillon.embedded.Pod;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** So many connections that ask again and again, bounded in number and time. */
final class Flood implements AutoCloseable {

    private static final int CONNECTIONS = 16;
    private static final long PAUSE_NANOS = 5_000_000;

    // Until what was in store is used up.
    private static final long FULL_NANOS = 5_000_000_000L;
    private static final long LONGEST_NANOS = 40_000_000_000L;

    private final Pod pod;
    private final Kind kind;
    private final List<String> cookies;
    private final SecureRandom random = new SecureRandom();
    private final Map<Integer, AtomicLong> answers = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final long began = System.nanoTime();
    private volatile boolean ended;

    private Flood(Pod pod, Kind kind, List<String> cookies) {
        this.pod = pod;
        this.kind = kind;
        this.cookies = cookies;
    }

    static Flood start(Pod pod, Kind kind, List<String> cookies) {
        Flood flood = new Flood(pod, kind, cookies);
        for (int i = 0; i < CONNECTIONS; i++) {
            String cookie = cookies.get(i % cookies.size());
            Thread thread = new Thread(() -> flood.run(cookie), "flood-" + i);
            thread.setDaemon(true);
            thread.start();
            flood.threads.add(thread);
        }
        return flood;
    }

    void awaitFull() {
        while (System.nanoTime() - began < FULL_NANOS) {
            LockSupport.parkNanos(FULL_NANOS / 50);
        }
    }

    Map<Integer, Long> answers() {
        Map<Integer, Long> counts = new TreeMap<>();
        answers.forEach((status, count) -> counts.put(status, count.get()));
        return counts;
    }

    private void run(String cookie) {
        while (!ended && System.nanoTime() - began < LONGEST_NANOS) {
            int status;
            try (Exchange exchange = new Exchange(pod)) {
                status = ask(exchange, cookie);
            } catch (IOException refusedOrReset) {
                status = -1;
            }
            answers.computeIfAbsent(status, s -> new AtomicLong()).incrementAndGet();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private int ask(Exchange exchange, String cookie) throws IOException {
        String credential = "Cookie: " + cookie;
        switch (kind) {
            case CREATES ->
                exchange.send(
                        "POST",
                        "/api/notifications",
                        credential,
                        "{\"type\":\"t\",\"title\":\"t\",\"message\":\"" + "x".repeat(8_000)
                                + "\",\"audience\":\"organization\"}");
            case LISTS -> exchange.send("GET", "/api/notifications?limit=100", credential, null);
            case MADE_UP_KEYS -> exchange.send("GET", "/api/notifications/unread", "X-Api-Key: " + madeUp(), null);
            case OPENS, OPENS_OF_MANY -> {
                exchange.send("GET", "/api/notifications/stream", credential, null);
                return exchange.readUntil("\"connected\"", "\"reconnect\"").contains("\"connected\"") ? 200 : 0;
            }
        }
        return exchange.status();
    }

    private String madeUp() {
        byte[] id = new byte[8];
        byte[] secret = new byte[32];
        random.nextBytes(id);
        random.nextBytes(secret);
        return "ck_" + HexFormat.of().formatHex(id) + "_"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    @Override
    public void close() {
        ended = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What is asked for. */
    enum Kind {
        CREATES("8 KB to everybody, by one user"),
        OPENS("streams opened by one user"),
        OPENS_OF_MANY("streams opened by 16 users"),
        LISTS("lists of 100 by 16 users"),
        MADE_UP_KEYS("made-up API keys");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        boolean isOfMany() {
            return this == OPENS_OF_MANY || this == LISTS;
        }
    }
}
