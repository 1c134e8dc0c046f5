package dev.carillon.testkit;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes trouble in a Redis from inside, by its own commands over RESP2; a new connection each, closed after. */
public record RedisFaults(String host, int port) {
    private static final int TIMEOUT_MILLIS = 5_000;

    /** Drops every subscriber and answers how many there were. */
    public long killSubscribers() {
        return (Long) command("CLIENT", "KILL", "TYPE", "pubsub");
    }

    /** Drops every other connection, publishers too. */
    public long killEverybody() {
        return (Long) command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes") + killSubscribers();
    }

    /** Blocks writes, PUBLISH among them, while PING goes on answering. */
    public void pauseWrites(Duration howLong) {
        command("CLIENT", "PAUSE", Long.toString(howLong.toMillis()), "WRITE");
    }

    public void endPause() {
        command("CLIENT", "UNPAUSE");
    }

    /** Empties every database; subscriptions stay. */
    public void flushAll() {
        command("FLUSHALL");
    }

    /** One line a client, as Redis prints it. */
    public List<String> clients() {
        return ((String) command("CLIENT", "LIST")).lines().toList();
    }

    /** A String, a Long, a List of these, or null; an error reply is thrown. */
    public Object command(String... words) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
            for (String word : words) {
                int bytes = word.getBytes(StandardCharsets.UTF_8).length;
                request.append("$" + bytes + "\r\n" + word + "\r\n");
            }
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
            return reply(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", words), e);
        }
    }

    private static Object reply(InputStream in) throws IOException {
        String line = line(in);
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case ':' -> Long.valueOf(rest);
            case '$' -> bulk(in, Integer.parseInt(rest));
            case '*' -> list(in, Integer.parseInt(rest));
            case '-' -> throw new IllegalStateException("Redis rejected: " + rest);
            default -> throw new IOException("not RESP2: " + line);
        };
    }

    private static String bulk(InputStream in, int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException("Redis hung up within a reply");
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static List<Object> list(InputStream in, int length) throws IOException {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            items.add(reply(in));
        }
        return items;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("Redis hung up instead of replying");
            }
            line.append((char) b);
        }
        return line.substring(0, line.length() - 1);
    }
}
