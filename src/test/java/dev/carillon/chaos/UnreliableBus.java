package dev.carillon.chaos;

import dev.carillon.testkit.RespReader;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands before a Redis and understands enough of its protocol to lose a tenth of the messages of organizations, to
 * double a tenth, and to let a tenth be overtaken by the next one. Everything else passes.
 */
final class UnreliableBus implements AutoCloseable {
    private static final byte[] CHANNEL = "carillon:org:".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener;
    private final int redisPort;
    private final Random random;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong doubled = new AtomicLong();
    private final AtomicLong overtaken = new AtomicLong();

    private UnreliableBus(int redisPort, long seed) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.redisPort = redisPort;
        this.random = new Random(seed);
    }

    static UnreliableBus before(int redisPort, long seed) {
        try {
            UnreliableBus bus = new UnreliableBus(redisPort, seed);
            daemon(bus::accept);
            return bus;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    long lost() {
        return lost.get();
    }

    long doubled() {
        return doubled.get();
    }

    long overtaken() {
        return overtaken.get();
    }

    private interface Copying {
        void run() throws IOException;
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            Socket redis = new Socket(InetAddress.getLoopbackAddress(), redisPort);
            client.setTcpNoDelay(true);
            redis.setTcpNoDelay(true);
            sockets.addAll(List.of(client, redis));
            daemon(() -> {
                try (client;
                        redis) {
                    client.getInputStream().transferTo(redis.getOutputStream());
                }
            });
            daemon(() -> {
                try (client;
                        redis) {
                    copyBadly(redis.getInputStream(), client.getOutputStream());
                }
            });
        }
    }

    private void copyBadly(InputStream from, OutputStream to) throws IOException {
        RespReader reader = new RespReader(new BufferedInputStream(from));
        OutputStream out = new BufferedOutputStream(to);
        byte[] held = null;
        for (byte[] reply = reader.next(); reply != null; reply = reader.next()) {
            int fate = isMessage(reply) ? roll() : 9;
            if (fate == 0) {
                lost.incrementAndGet();
            } else if (fate == 1 && held == null) {
                overtaken.incrementAndGet();
                held = reply;
                continue;
            } else {
                out.write(reply);
            }
            if (fate == 2) {
                doubled.incrementAndGet();
                out.write(reply);
            }
            if (held != null) {
                out.write(held);
                held = null;
            }
            out.flush();
        }
    }

    private synchronized int roll() {
        return random.nextInt(10);
    }

    /** A push of the kind {@code message}, to the channel of an organization. */
    private static boolean isMessage(byte[] reply) {
        String head = new String(reply, 0, Math.min(reply.length, 64), StandardCharsets.ISO_8859_1);
        return head.contains("\r\nmessage\r\n") && head.contains(new String(CHANNEL, StandardCharsets.US_ASCII));
    }

    private static void daemon(Copying copying) {
        Thread thread = new Thread(
                () -> {
                    try {
                        copying.run();
                    } catch (IOException closed) {
                        // The other side has gone; so does this one.
                    }
                },
                "unreliable-bus");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
