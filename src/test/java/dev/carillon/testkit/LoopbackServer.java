package dev.carillon.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Gives each connection to the loopback interface a thread of its own, until it is closed. */
public abstract class LoopbackServer implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    protected LoopbackServer() {
        try {
            listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a connection to its end; the server closes it then. A failure only ends the connection. */
    protected abstract void serve(Socket socket) throws Exception;

    /** To be called when the subclass is made. */
    protected final void start() {
        inBackground(() -> {
            while (true) {
                Socket socket = listener.accept();
                closeAtEnd(socket);
                inBackground(() -> {
                    try (socket) {
                        serve(socket);
                    }
                });
            }
        });
    }

    protected interface Task {
        void run() throws Exception;
    }

    protected static void inBackground(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (Exception ended) {
                        // One side or the other has gone, as many tests want.
                    }
                },
                "loopback-server");
        thread.setDaemon(true);
        thread.start();
    }

    protected final void closeAtEnd(Socket socket) {
        sockets.add(socket);
    }

    public final int port() {
        return listener.getLocalPort();
    }

    public final InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
    }

    /** So far. */
    public final int connections() {
        return sockets.size();
    }

    @Override
    public final void close() {
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
