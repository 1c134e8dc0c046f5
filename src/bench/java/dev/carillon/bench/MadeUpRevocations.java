package dev.carillon.bench;

import dev.carillon.embedded.Pod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Measures the revocation of sessions that nobody has, while pods remember many others. */
final class MadeUpRevocations {

    private static final int REMEMBERED = 20_000;
    private static final int REVOCATIONS = 1_000;
    private static final int THREADS = 8;

    private final Carillon carillon;
    private final String admin;

    MadeUpRevocations(Carillon carillon, String admin) {
        this.carillon = carillon;
        this.admin = admin;
    }

    /** @param pod which rejects nobody for asking too much */
    void measure(Pod pod, Page page) throws IOException {
        revoke(pod, REVOCATIONS);
        double[] few = revoke(pod, REVOCATIONS);
        remember(pod);
        double[] many = revoke(pod, REVOCATIONS);
        page.say("");
        page.say("| revocation of a made-up session, without limits | µs of CPU on its pod | on another |");
        page.say("|---|--:|--:|");
        page.say("| hardly any remembered | %.0f | %.0f |", few[0], few[1]);
        page.say("| 20,000 remembered | %.0f | %.0f |", many[0], many[1]);
    }

    /** Microseconds for each: of the pod that is asked, and of one of the others. */
    private double[] revoke(Pod pod, int count) throws IOException {
        long another = carillon.podProcesses().stream()
                .filter(pid -> pid != pod.pid())
                .findFirst()
                .orElseThrow();
        double here = Processors.of(List.of(pod.pid()));
        double there = Processors.of(List.of(another));
        for (int i = 0; i < count; i++) {
            try (Exchange exchange = new Exchange(pod)) {
                exchange.send(
                        "POST",
                        "/api/sessions/revoke",
                        admin,
                        "{\"sessionId\":\"made-up-" + System.nanoTime() + "-0123456789\"}");
                int status = exchange.status();
                if (status != 204) {
                    throw new IllegalStateException("A revocation was answered " + status);
                }
            }
        }
        return new double[] {
            (Processors.of(List.of(pod.pid())) - here) * 1e6 / count,
            (Processors.of(List.of(another)) - there) * 1e6 / count
        };
    }

    /** Each signs in once. */
    private void remember(Pod pod) {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int first = t;
            Thread thread = new Thread(() -> {
                for (int i = first; i < REMEMBERED; i += THREADS) {
                    signIn(pod, i);
                }
            });
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
    }

    private void signIn(Pod pod, int number) {
        String cookie =
                carillon.cluster().sessions().create("m" + number, "remembered").cookieHeader();
        try (Exchange exchange = new Exchange(pod)) {
            exchange.send("GET", "/api/notifications/unread", "Cookie: " + cookie, null);
            exchange.status();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
