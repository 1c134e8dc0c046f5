package dev.carillon.embedded;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The local cluster's one address: a page to try things out, what {@link LocalRoutes} adds, and the pods behind
 * everything else. It listens on the loopback interface and is no part of the product.
 */
public final class FrontDoor implements AutoCloseable {
    private static final int SECONDS = 10;

    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'";

    private final Vertx vertx;
    private final PodBalancer balancer;
    private final PodProxy proxy;
    private final LocalRoutes routes;
    private final Buffer page;
    private int port;

    private FrontDoor(Vertx vertx, List<Pod> pods, ExpressSessions sessions) {
        this.vertx = vertx;
        this.balancer = new PodBalancer(pods);
        this.proxy = new PodProxy(vertx, balancer);
        this.routes = new LocalRoutes(vertx, balancer, proxy, sessions);
        this.page = Buffer.buffer(resource("local-cluster.html"));
    }

    /**
     * Returns when the address can be used.
     *
     * @param port zero for any free port
     */
    public static FrontDoor open(int port, List<Pod> pods, ExpressSessions sessions) {
        FileSystemOptions noCache =
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
        Vertx vertx = Vertx.vertx(new VertxOptions().setFileSystemOptions(noCache));
        FrontDoor door = new FrontDoor(vertx, pods, sessions);
        try {
            door.port = vertx.createHttpServer()
                    .requestHandler(door::answer)
                    .listen(port, Ports.LOOPBACK)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(SECONDS, TimeUnit.SECONDS)
                    .actualPort();
            return door;
        } catch (ExecutionException | TimeoutException e) {
            door.close();
            throw new IllegalStateException("Cannot listen on port " + port + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            door.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while opening port " + port, e);
        }
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        balancer.close();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The front address does not close: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpServerRequest request) {
        if (request.path().equals("/")) {
            request.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                    .putHeader("Content-Security-Policy", POLICY)
                    .end(page);
        } else if (request.path().startsWith(LocalRoutes.PREFIX)) {
            routes.answer(request);
        } else {
            proxy.pass(request);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = FrontDoor.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
