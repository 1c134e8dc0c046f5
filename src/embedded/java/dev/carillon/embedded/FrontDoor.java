package dev.carillon.embedded;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * The local cluster's one address: a page to try things out, a log-in without password, and the pods behind everything
 * else. It listens on the loopback interface and is no part of the product.
 */
final class FrontDoor implements AutoCloseable {
    private static final int SECONDS = 10;
    private static final int MAX_BODY_BYTES = 4096;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:@-]{1,64}");
    private static final Set<String> OWN_NAMES = Set.of("localhost", Ports.LOOPBACK, "::1", "[::1]");
    // Browsers resolve these to the loopback address; the demo page gives each of its users one, and so a cookie.
    private static final String OWN_DOMAIN = ".localhost";

    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'";

    private final Vertx vertx;
    private final PodBalancer balancer;
    private final ExpressSessions sessions;
    private final PodProxy proxy;
    private final Buffer page;

    private FrontDoor(Vertx vertx, List<Pod> pods, ExpressSessions sessions) {
        this.vertx = vertx;
        this.balancer = new PodBalancer(pods);
        this.sessions = sessions;
        this.proxy = new PodProxy(vertx, balancer);
        this.page = Buffer.buffer(resource("local-cluster.html"));
    }

    private static boolean isOwnName(String host) {
        return OWN_NAMES.contains(host) || host.endsWith(OWN_DOMAIN);
    }

    /** Returns when the address can be used. */
    static FrontDoor open(int port, List<Pod> pods, ExpressSessions sessions) {
        FileSystemOptions noCache =
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
        Vertx vertx = Vertx.vertx(new VertxOptions().setFileSystemOptions(noCache));
        FrontDoor door = new FrontDoor(vertx, pods, sessions);
        try {
            vertx.createHttpServer()
                    .requestHandler(door::answer)
                    .listen(port, Ports.LOOPBACK)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(SECONDS, TimeUnit.SECONDS);
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
        switch (request.path()) {
            case "/" -> answerPage(request);
            case "/local/pods" -> answerPods(request);
            case "/local/session" -> answerSession(request);
            default -> proxy.pass(request);
        }
    }

    private void answerPage(HttpServerRequest request) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader("Content-Security-Policy", POLICY)
                .end(page);
    }

    private void answerPods(HttpServerRequest request) {
        JsonArray pods = new JsonArray();
        for (Pod pod : balancer.pods()) {
            pods.add(new JsonObject()
                    .put("name", pod.name())
                    .put("url", pod.baseUrl())
                    .put("pid", pod.pid())
                    .put("ready", balancer.isReady(pod))
                    .put("streams", proxy.openStreams(pod))
                    .put("yours", proxy.holdsStream(pod, PodProxy.cookie(request))));
        }
        json(request.response(), 200, pods.toBuffer());
    }

    /**
     * Makes whoever asks any user, so it asks for more than a port on loopback: a page from elsewhere must neither
     * reach it under a name of its own (DNS rebinding) nor with a form (JSON makes browsers ask first).
     */
    private void answerSession(HttpServerRequest request) {
        HostAndPort asked = request.authority();
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (!isLoopback(request) || asked == null || !isOwnName(asked.host())) {
            refuse(request.response(), 403, "Only for this machine");
        } else if (request.method() != HttpMethod.POST) {
            refuse(request.response().putHeader(HttpHeaders.ALLOW, "POST"), 405, "Only POST");
        } else if (type == null || !type.startsWith("application/json")) {
            refuse(request.response(), 415, "Only application/json");
        } else {
            Buffer body = Buffer.buffer();
            request.handler(part -> {
                if (body.length() <= MAX_BODY_BYTES) {
                    body.appendBuffer(part);
                }
            });
            request.endHandler(end -> createSession(body, request.response()));
        }
    }

    private void createSession(Buffer body, HttpServerResponse response) {
        try {
            JsonObject wanted = new JsonObject(body);
            String user = String.valueOf(wanted.getValue("userId"));
            String organization = String.valueOf(wanted.getValue("organizationId"));
            if (!ID.matcher(user).matches() || !ID.matcher(organization).matches()) {
                refuse(response, 400, "userId and organizationId: 1 to 64 of A-Z a-z 0-9 _ . : @ -");
                return;
            }
            vertx.executeBlocking(() -> sessions.create(user, organization))
                    .onSuccess(session -> {
                        response.putHeader(
                                HttpHeaders.SET_COOKIE, session.cookieHeader() + "; Path=/; HttpOnly; SameSite=Lax");
                        JsonObject answer = new JsonObject().put("userId", user).put("organizationId", organization);
                        json(response, 201, answer.toBuffer());
                    })
                    .onFailure(failure -> refuse(response, 503, failure.getMessage()));
        } catch (DecodeException | ClassCastException notAnObject) {
            refuse(response, 400, "Not a JSON object");
        }
    }

    private static boolean isLoopback(HttpServerRequest request) {
        try {
            return InetAddress.getByName(request.remoteAddress().hostAddress()).isLoopbackAddress();
        } catch (IOException noAddress) {
            return false;
        }
    }

    private static void refuse(HttpServerResponse response, int status, String why) {
        json(response, status, new JsonObject().put("error", why).toBuffer());
    }

    private static void json(HttpServerResponse response, int status, Buffer body) {
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body);
    }

    private static byte[] resource(String name) {
        try (InputStream in = FrontDoor.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
