package dev.carillon.embedded;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The local cluster's single address: the pages to try things out ({@link LocalPages}), the routes of {@link
 * LocalRoutes}, and the pods for everything else. It listens on the loopback interface and is no part of the product.
 */
public final class FrontDoor implements AutoCloseable {
    private static final int SECONDS = 10;

    private final Vertx vertx;
    private final PodBalancer balancer;
    private final PodProxy proxy;
    private final LocalRoutes routes;
    private final LocalPages pages;
    private int port;

    private FrontDoor(Vertx vertx, List<? extends FrontedPod> pods, SignIns signIns) {
        this.vertx = vertx;
        this.balancer = new PodBalancer(pods);
        this.proxy = new PodProxy(vertx, balancer, signIns);
        this.routes = new LocalRoutes(vertx, balancer, proxy, signIns);
        this.pages = new LocalPages(Workspace.current().apiDescription());
    }

    /**
     * Returns when the address can be used.
     *
     * @param port zero for any free port
     */
    public static FrontDoor open(int port, List<? extends FrontedPod> pods, SignIns signIns) {
        FileSystemOptions noCache =
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
        Vertx vertx = Vertx.vertx(new VertxOptions().setFileSystemOptions(noCache));
        FrontDoor door = new FrontDoor(vertx, pods, signIns);
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
        if (request.path().startsWith(LocalRoutes.PREFIX)) {
            routes.answer(request);
        } else if (!pages.answer(request)) {
            proxy.pass(request);
        }
    }
}
