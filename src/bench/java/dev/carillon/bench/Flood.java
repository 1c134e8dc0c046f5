package dev.carillon.bench;

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

/** A fixed number of connections that repeat a request, for a limited time. */
final class Flood implements AutoCloseable {

    private static final long PAUSE_NANOS = 5_000_000;

    // Until the stored budget is used up.
    private static final long FULL_NANOS = 4_000_000_000L;
    private static final long LONGEST_NANOS = 40_000_000_000L;
    private static final String LARGE = "x".repeat(8_000);

    private final int port;
    private final Kind kind;
    private final SecureRandom random = new SecureRandom();
    private final Map<Integer, AtomicLong> answers = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final long began = System.nanoTime();
    private volatile boolean ended;

    private Flood(int port, Kind kind) {
        this.port = port;
        this.kind = kind;
    }

    /** @param credentials header fields, for the connections in turn */
    static Flood start(int port, Kind kind, List<String> credentials) {
        Flood flood = new Flood(port, kind);
        for (int i = 0; i < kind.connections(); i++) {
            String credential = credentials.get(i % credentials.size());
            Thread thread = new Thread(() -> flood.run(credential), "flood-" + i);
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

    /** How many got which so far; 0 for a stream that was told to come again, -1 for no answer. */
    Map<Integer, Long> answers() {
        Map<Integer, Long> counts = new TreeMap<>();
        answers.forEach((status, count) -> counts.put(status, count.get()));
        return counts;
    }

    private void run(String credential) {
        while (!ended && System.nanoTime() - began < LONGEST_NANOS) {
            int status;
            try (Exchange exchange = new Exchange(port)) {
                status = ask(exchange, credential);
            } catch (IOException rejectedOrReset) {
                status = -1;
            }
            answers.computeIfAbsent(status, s -> new AtomicLong()).incrementAndGet();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private int ask(Exchange exchange, String credential) throws IOException {
        switch (kind) {
            case NOTHING -> exchange.send("GET", "/", credential, null);
            case CREATES -> exchange.send("POST", "/api/notifications", credential, notification(LARGE));
            case CREATES_OF_A_KEY -> exchange.send("POST", "/api/notifications", credential, notification("m"));
            case LISTS, LISTS_OF_MANY -> exchange.send("GET", "/api/notifications?limit=100", credential, null);
            case MADE_UP_KEYS -> exchange.send("GET", "/api/notifications/unread", "X-Api-Key: " + madeUpKey(), null);
            case REVOCATIONS ->
                exchange.send("POST", "/api/sessions/revoke", credential, "{\"sessionId\":\"" + random(24) + "\"}");
            case OPENS, OPENS_OF_MANY -> {
                exchange.send("GET", "/api/notifications/stream", credential, null);
                return exchange.readUntil("\"connected\"", "\"reconnect\"").contains("\"connected\"") ? 200 : 0;
            }
        }
        return exchange.status();
    }

    private static String notification(String message) {
        return "{\"type\":\"t\",\"title\":\"t\",\"message\":\"" + message + "\",\"audience\":\"organization\"}";
    }

    private String madeUpKey() {
        byte[] id = new byte[8];
        random.nextBytes(id);
        return "ck_" + HexFormat.of().formatHex(id) + "_" + random(32);
    }

    private String random(int bytes) {
        byte[] made = new byte[bytes];
        random.nextBytes(made);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(made);
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

    /** The requests of a flood, and the number of its connections. */
    enum Kind {
        NOTHING("control: of a server that says no at once", 16),
        CREATES("8 KB to everybody (200 streams), by one user", 16),
        CREATES_OF_A_KEY("small ones to everybody (200 streams), by a key", 16),
        OPENS("streams opened by one user", 16),
        OPENS_OF_MANY("streams opened by 16 users", 16),
        LISTS("lists of 100 by one user, 48 at once", 48),
        LISTS_OF_MANY("lists of 100 by 16 users", 16),
        MADE_UP_KEYS("made-up API keys", 16),
        REVOCATIONS("made-up sessions revoked by an admin", 16);

        private final String text;
        private final int connections;

        Kind(String text, int connections) {
            this.text = text;
            this.connections = connections;
        }

        String text() {
            return text;
        }

        int connections() {
            return connections;
        }

        /** Whether what it does goes to streams of its organization. */
        boolean isForEverybody() {
            return this == CREATES || this == CREATES_OF_A_KEY;
        }
    }
}
