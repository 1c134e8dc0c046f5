package dev.carillon.bench;

import dev.carillon.embedded.Pod;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A user of another organization, who has a stream open and does one thing after the other, as people do. */
final class Neighbour implements AutoCloseable {

    static final String CREATE = "create";
    static final String DELIVERY = "delivery";
    static final String OPEN = "open of a stream";

    private static final int CREATES = 100;

    // Ten a second is what a user has in the long run; there are a hundred in store.
    private static final int CREATES_PER_OPEN = 4;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Pod pod;
    private final String userId;
    private final String cookie;
    private final Exchange stream;
    private long created;

    Neighbour(Pod pod, String userId, String cookie) throws IOException {
        this.pod = pod;
        this.userId = userId;
        this.cookie = cookie;
        this.stream = new Exchange(pod);
        stream.send("GET", "/api/notifications/stream", "Cookie: " + cookie, null);
        stream.readUntil("\"connected\"");
    }

    /** In milliseconds, by what was done. */
    Medians measure() throws IOException {
        Medians taken = new Medians();
        for (int i = 0; i < CREATES; i++) {
            create(taken);
            if (i % CREATES_PER_OPEN == 0) {
                open(taken);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return taken;
    }

    private void create(Medians taken) throws IOException {
        String title = "number-" + ++created + ".";
        String body = "{\"type\":\"t\",\"title\":\"" + title + "\",\"message\":\"m\",\"userId\":\"" + userId + "\"}";
        try (Exchange exchange = new Exchange(pod)) {
            long began = System.nanoTime();
            exchange.send("POST", "/api/notifications", "Cookie: " + cookie, body);
            int status = exchange.status();
            taken.add(CREATE, millisSince(began));
            if (status != 201) {
                throw new IllegalStateException("The neighbor was answered " + status);
            }
            stream.readUntil(title);
            taken.add(DELIVERY, millisSince(began));
        }
    }

    private void open(Medians taken) throws IOException {
        try (Exchange exchange = new Exchange(pod)) {
            long began = System.nanoTime();
            exchange.send("GET", "/api/notifications/stream", "Cookie: " + cookie, null);
            exchange.readUntil("\"connected\"");
            taken.add(OPEN, millisSince(began));
        }
    }

    private static double millisSince(long began) {
        return (System.nanoTime() - began) / 1e6;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
