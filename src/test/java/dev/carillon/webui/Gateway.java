package dev.carillon.webui;

import dev.carillon.embedded.FrontDoor;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Stands between browsers and the pods. It passes everything on to the front door, records the requests, and answers
 * itself when told to, as gateways do when they find no pod or want a user to log in.
 */
final class Gateway implements AutoCloseable, ProxyInterceptor {
    private static final int SECONDS = 10;
    private static final String API = "/api/";
    private static final String STREAM = "/api/notifications/stream";
    /** A path below which everything is served too. Pods do not see it, as behind an ingress that takes it away. */
    static final String BELOW = "/bells";

    private static final String NEXT = "/next-script";

    /** An answer of the gateway's own to everything below {@code /api/}. */
    enum Mood {
        PASSES(0, ""),
        UNAVAILABLE(503, "<html><h1>503 Service Temporarily Unavailable</h1></html>"),
        LOG_IN_PAGE(200, "<!doctype html><title>Please log in</title>");

        private final int status;
        private final String html;

        Mood(int status, String html) {
            this.status = status;
            this.html = html;
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final HttpProxy proxy;
    private final Map<String, String> pages;
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> positions = new ConcurrentLinkedQueue<>();
    private final Map<String, String> scripts = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> encodings = new ConcurrentLinkedQueue<>();
    private final Set<HttpConnection> streams = ConcurrentHashMap.newKeySet();
    private final int port;
    private volatile Mood mood = Mood.PASSES;

    /** @param pages of an application, by path */
    Gateway(FrontDoor door, Map<String, String> pages) throws Exception {
        this.pages = pages;
        this.proxy = HttpProxy.reverseProxy(vertx.createHttpClient())
                .origin(door.port(), "127.0.0.1")
                .addInterceptor(this);
        this.port = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(SECONDS, TimeUnit.SECONDS)
                .actualPort();
    }

    int port() {
        return port;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** From now on; open streams stay open. */
    void become(Mood next) {
        mood = next;
    }

    /** Breaks every stream, without a farewell. */
    void cutStreams() {
        streams.forEach(HttpConnection::close);
    }

    /** The content encoding of each stream that was answered; empty for none. */
    List<String> encodings() {
        return List.copyOf(encodings);
    }

    /** For pages that ask for {@code /next-script?name}: the one with this name is given the script, once. */
    void run(String name, String script) {
        scripts.put(name, script);
    }

    int openStreams() {
        return streams.size();
    }

    /** The requests to the API since the start or the last {@link #forgetAsked}: methods and paths. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** The {@code Last-Event-ID} of each request for a stream; empty for none. */
    List<String> positions() {
        return List.copyOf(positions);
    }

    void forgetAsked() {
        asked.clear();
    }

    @Override
    public io.vertx.core.Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        String address = context.request().getURI();
        if (address.startsWith(BELOW + "/")) {
            context.request().setURI(address.substring(BELOW.length()));
        }
        // Pods compare a page's origin with the host that it asked for.
        context.request().setAuthority(context.request().proxiedRequest().authority());
        return context.sendRequest();
    }

    @Override
    public io.vertx.core.Future<Void> handleProxyResponse(ProxyContext context) {
        if (context.request().getURI().startsWith(STREAM)) {
            encodings.add(
                    Objects.requireNonNullElse(context.response().headers().get("Content-Encoding"), ""));
        }
        return context.sendResponse();
    }

    private void answer(HttpServerRequest request) {
        String page = pages.get(request.path());
        if (page != null) {
            html(request, 200, page);
            return;
        }
        if (request.path().equals(NEXT)) {
            html(request, 200, Objects.requireNonNullElse(scripts.remove(Objects.toString(request.query())), ""));
            return;
        }
        boolean api = request.path().startsWith(API);
        if (api) {
            asked.add(request.method() + " " + request.path());
        }
        if (api && mood != Mood.PASSES) {
            html(request, mood.status, mood.html);
            return;
        }
        if (request.path().equals(STREAM)) {
            positions.add(Objects.requireNonNullElse(request.getHeader("Last-Event-ID"), ""));
            HttpConnection connection = request.connection();
            streams.add(connection);
            connection.closeHandler(closed -> streams.remove(connection));
        }
        proxy.handle(request);
    }

    private static void html(HttpServerRequest request, int status, String html) {
        request.response()
                .setStatusCode(status)
                .putHeader(
                        "Content-Type",
                        (request.path().endsWith(".js") ? "text/javascript" : "text/html") + "; charset=utf-8")
                .end(html);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
