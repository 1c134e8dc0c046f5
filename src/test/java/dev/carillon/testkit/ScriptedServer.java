package dev.carillon.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that answers its n-th connection by a script, byte for byte; for the kit's own tests. */
final class ScriptedServer extends LoopbackServer {
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n";

    interface Script {
        /** The connection is closed in order when this returns. */
        void answer(int connection, Socket socket) throws Exception;
    }

    private final Script script;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    ScriptedServer(Script script) {
        this.script = script;
        start();
    }

    /** Answers with these bytes and keeps the connection open until the reader goes. */
    static Script always(String... parts) {
        return (n, socket) -> {
            for (String part : parts) {
                write(socket, part);
            }
            untilReaderLeaves(socket);
        };
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    static void untilReaderLeaves(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // Its bytes are of no interest.
        }
    }

    static void resetWhenDone(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
    }

    /**
     * An address where nobody listens. A server that was closed will not do: its thread may be inside accept and take
     * one more connection.
     */
    static InetSocketAddress nobody() {
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), unused.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Request heads, in the order of arrival. */
    List<String> requests() {
        return requests;
    }

    @Override
    protected void serve(Socket socket) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder head = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.append(line).append('\n');
        }
        int number;
        synchronized (requests) {
            number = requests.size();
            requests.add(head.toString());
        }
        script.answer(number, socket);
    }
}
