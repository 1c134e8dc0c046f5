package dev.carillon.bench;

import dev.carillon.embedded.Pod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Large bodies that never end, as many as nobody needs. */
final class HeldBatches {

    private static final int COUNT = 450;
    private static final int BYTES = 2 * 1024 * 1024;

    private HeldBatches() {}

    /** How many were answered with what; -1 for a connection that was cut off without an answer. */
    static Map<Integer, Long> send(Pod pod, List<String> cookies) {
        Map<Integer, Long> statuses = new TreeMap<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            String cookie = cookies.get(i % cookies.size());
            Thread thread = new Thread(() -> {
                int status = send(pod, cookie);
                synchronized (statuses) {
                    statuses.merge(status, 1L, Long::sum);
                }
            });
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return statuses;
    }

    private static int send(Pod pod, String cookie) {
        try (Exchange exchange = new Exchange(pod)) {
            try {
                exchange.write("POST /api/notifications/batch HTTP/1.1\r\nHost: bench\r\nCookie: " + cookie
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + BYTES + "\r\n\r\n");
                for (int i = 0; i < 32; i++) {
                    exchange.write("[".repeat(i < 31 ? BYTES / 32 : BYTES / 32 - 1));
                }
            } catch (IOException rejectedBeforeItsEnd) {
                // The answer may be there all the same.
            }
            return exchange.status();
        } catch (IOException cutOff) {
            return -1;
        }
    }
}
