package dev.carillon.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/** TCP ports of the loopback interface. */
final class Ports {
    static final String LOOPBACK = "127.0.0.1";
    /** Another process may take a free port before ours binds it, so a start is tried this often. */
    static final int ATTEMPTS = 4;

    private Ports() {}

    /** The wanted port, or any free one for zero. */
    static int wantedOrFree(int port) {
        return port != 0 ? port : free();
    }

    static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds the port until the reservation is closed; empty if the port is taken. */
    static Optional<Reservation> reserve(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            // Like the servers: connections of an earlier run that are still closing do not occupy the port.
            socket.setReuseAddress(true);
            try {
                socket.bind(new InetSocketAddress(LOOPBACK, port));
                return Optional.of(new Reservation(socket));
            } catch (IOException taken) {
                socket.close();
                return Optional.empty();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that no other process can take until the reservation is closed. */
    record Reservation(ServerSocket socket) implements AutoCloseable {
        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
