package dev.carillon.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A server that says no at once and does nothing else, in the generator's own process. It shows the
 * cost of the flood's own side.
 */
final class Sink implements AutoCloseable {

    private static final int THREADS = 16;
    private static final byte[] NO =
            "HTTP/1.1 429 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket server;

    Sink() {
        try {
            server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(this::serve, "sink-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        byte[] buffer = new byte[16_384];
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                if (socket.getInputStream().read(buffer) > 0) {
                    socket.getOutputStream().write(NO);
                }
            } catch (IOException closedByEitherSide) {
                // The next one.
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
