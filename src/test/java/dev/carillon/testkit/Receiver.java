package dev.carillon.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A receiver of webhooks on this machine. It accepts everything until it is told otherwise. */
public final class Receiver implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile boolean keeps = true;
    private volatile Function<Received, Integer> answer = request -> 204;

    public Receiver() {
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
    public record Received(Map<String, List<String>> headers, String body) {
        public String id() {
            return headers.get("Webhook-id").get(0);
        }

        public JsonObject json() {
            return new JsonObject(body);
        }

        /** Without the prefix that all have. */
        public String event() {
            return json().getString("type").replace("dev.carillon.", "");
        }

        public JsonObject data() {
            return json().getJsonObject("data");
        }

        /** The title of the notification that it carries. */
        public String title() {
            return data().getJsonObject("notification").getString("title");
        }
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Received request = new Received(Map.copyOf(exchange.getRequestHeaders()), body);
            if (keeps) {
                received.add(request);
            }
            exchange.sendResponseHeaders(answer.apply(request), -1);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    /** Answers so from now on; the function may take its time. */
    public void answer(Function<Received, Integer> status) {
        answer = status;
    }

    /** For a number of requests that would not fit into memory. */
    public void keepNothing() {
        keeps = false;
    }

    public List<Received> received() {
        return List.copyOf(received);
    }

    /** Of one event. */
    public List<Received> received(String event) {
        return received.stream().filter(one -> one.event().equals(event)).toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
