package dev.carillon.chaos;

import dev.carillon.testkit.LoopbackServer;
import dev.carillon.testkit.RespReader;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands before a Redis and understands enough of its protocol to lose a tenth of the messages of organizations, to
 * double a tenth, and to let a tenth be overtaken by the next one. Everything else passes.
 */
final class UnreliableBus extends LoopbackServer {
    private static final byte[] CHANNEL = "carillon:org:".getBytes(StandardCharsets.US_ASCII);

    private final int redisPort;
    private final Random random;
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong doubled = new AtomicLong();
    private final AtomicLong overtaken = new AtomicLong();

    private UnreliableBus(int redisPort, long seed) {
        this.redisPort = redisPort;
        this.random = new Random(seed);
    }

    static UnreliableBus before(int redisPort, long seed) {
        UnreliableBus bus = new UnreliableBus(redisPort, seed);
        bus.start();
        return bus;
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

    @Override
    protected void serve(Socket client) throws IOException {
        try (Socket redis = new Socket(InetAddress.getLoopbackAddress(), redisPort)) {
            client.setTcpNoDelay(true);
            redis.setTcpNoDelay(true);
            closeAtEnd(redis);
            inBackground(() -> {
                try (client;
                        redis) {
                    client.getInputStream().transferTo(redis.getOutputStream());
                }
            });
            copyBadly(redis.getInputStream(), client.getOutputStream());
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
}
