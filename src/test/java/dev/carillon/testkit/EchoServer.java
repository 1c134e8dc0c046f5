package dev.carillon.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Sends every byte back, raised by an amount that tells one server from another. */
final class EchoServer extends LoopbackServer {
    private final int raise;
    private final List<String> endings = new CopyOnWriteArrayList<>();
    private final AtomicLong received = new AtomicLong();

    EchoServer(int raise) {
        this.raise = raise;
        start();
    }

    long received() {
        return received.get();
    }

    List<String> endings() {
        return endings;
    }

    @Override
    protected void serve(Socket socket) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = socket.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                received.addAndGet(n);
                for (int i = 0; i < n; i++) {
                    buffer[i] += (byte) raise;
                }
                socket.getOutputStream().write(buffer, 0, n);
            }
            endings.add("end");
        } catch (IOException e) {
            endings.add(e.getMessage());
        }
    }
}
