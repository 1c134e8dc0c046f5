package dev.carillon.bench;

import dev.carillon.embedded.Pod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One request over a connection of its own, with nothing in between that would take time. */
final class Exchange implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 40_000;

    private final Socket socket;

    Exchange(Pod pod) throws IOException {
        this(pod.httpPort());
    }

    Exchange(int port) throws IOException {
        socket = new Socket(Programs.LOOPBACK, port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /** @param body null for none */
    void send(String method, String path, String credential, String body) throws IOException {
        String head = method + " " + path + " HTTP/1.1\r\nHost: bench\r\n" + credential + "\r\n";
        if (body != null) {
            head += "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n";
        }
        write(head + "\r\n" + (body == null ? "" : body));
    }

    void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    int status() throws IOException {
        String line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        if (line.length() < 12) {
            throw new IOException("The connection has ended");
        }
        return Integer.parseInt(line.substring(9));
    }

    /** Of an answer that tells its length. */
    String body() throws IOException {
        String read = readUntil("\r\n\r\n");
        int begins = read.indexOf("\r\n\r\n") + 4;
        String lower = read.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length:") + "content-length:".length();
        int length =
                Integer.parseInt(lower.substring(at, lower.indexOf('\r', at)).strip());
        String begun = read.substring(begins);
        byte[] rest = socket.getInputStream().readNBytes(length - begun.getBytes(StandardCharsets.UTF_8).length);
        return begun + new String(rest, StandardCharsets.UTF_8);
    }

    /** Everything up to and including the words. */
    String readUntil(String... words) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        while (true) {
            int count = in.read(buffer);
            if (count < 0) {
                throw new IOException("The connection has ended after " + read);
            }
            read.write(buffer, 0, count);
            String text = read.toString(StandardCharsets.UTF_8);
            for (String word : words) {
                if (text.contains(word)) {
                    return text;
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
