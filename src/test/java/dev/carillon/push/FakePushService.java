package dev.carillon.push;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** A push service on this machine. It accepts everything until it is told otherwise. */
public final class FakePushService implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Pushed> received = new CopyOnWriteArrayList<>();
    private volatile Function<Pushed, Reply> reply = pushed -> new Reply(201);

    public FakePushService() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::receive);
        server.setExecutor(threads);
        server.start();
    }

    /** One request. */
    public record Pushed(String path, Headers headers, byte[] body, long atNanos) {
        public String header(String name) {
            return headers.getFirst(name);
        }
    }

    /** @param retryAfter in seconds; null for none */
    record Reply(int status, String retryAfter) {
        Reply(int status) {
            this(status, null);
        }
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Pushed pushed = new Pushed(
                    exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body, System.nanoTime());
            received.add(pushed);
            Reply answer = reply.apply(pushed);
            if (answer.retryAfter() != null) {
                exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
            }
            exchange.sendResponseHeaders(answer.status(), -1);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers so from now on; the function may take its time. */
    void reply(Function<Pushed, Reply> answer) {
        reply = answer;
    }

    /** The same for tests of other packages, by the status alone. */
    public void answer(ToIntFunction<Pushed> status) {
        reply = pushed -> new Reply(status.applyAsInt(pushed));
    }

    List<Pushed> received() {
        return List.copyOf(received);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
