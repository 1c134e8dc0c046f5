package dev.carillon.embedded;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The local cluster's own routes, below {@code /local/}: the list of pods, a log-in without password, and ways to break
 * things. No pod has any of them.
 *
 * <p>They log anyone in as any user and kill processes, so a port on loopback is not protection enough. A page from
 * elsewhere must neither reach them under a name of its own (DNS rebinding) nor with a form (JSON makes browsers ask
 * first).
 */
final class LocalRoutes {
    static final String PREFIX = "/local/";

    private static final int MAX_BODY_BYTES = 4096;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:@-]{1,64}");
    private static final Pattern ACTION = Pattern.compile("/local/pods/([a-z0-9-]+)/(cut|kill)");
    private static final Set<String> OWN_NAMES = Set.of("localhost", Ports.LOOPBACK, "::1", "[::1]");
    // Browsers resolve these to the loopback address; the demo page gives each of its users one, and so a cookie.
    private static final String OWN_DOMAIN = ".localhost";

    private final Vertx vertx;
    private final PodBalancer balancer;
    private final PodProxy proxy;
    private final SignIns signIns;

    LocalRoutes(Vertx vertx, PodBalancer balancer, PodProxy proxy, SignIns signIns) {
        this.vertx = vertx;
        this.balancer = balancer;
        this.proxy = proxy;
        this.signIns = signIns;
    }

    void answer(HttpServerRequest request) {
        Matcher action = ACTION.matcher(request.path());
        if (request.path().equals("/local/pods")) {
            answerPods(request);
        } else if (request.path().equals("/local/session")) {
            ifFromHere(request, body -> createSession(body, request.response()));
        } else if (action.matches()) {
            ifFromHere(request, body -> breakPod(request, action.group(1), action.group(2)));
        } else {
            reject(request.response(), 404, "Not found");
        }
    }

    private void answerPods(HttpServerRequest request) {
        JsonArray pods = new JsonArray();
        for (FrontedPod pod : balancer.pods()) {
            pods.add(new JsonObject()
                    .put("name", pod.name())
                    .put("url", pod.baseUrl())
                    .put("pid", pod.pid())
                    .put("ready", balancer.isReady(pod))
                    .put("streams", proxy.openStreams(pod))
                    .put("yours", proxy.holdsStream(pod, PodProxy.cookie(request)))
                    .put("cut", "/local/pods/" + pod.name() + "/cut")
                    .put("kill", "/local/pods/" + pod.name() + "/kill"));
        }
        json(request.response(), 200, pods.toBuffer());
    }

    /**
     * A cut affects only the caller's own streams. A killed pod affects everybody, and is restarted as in a real
     * cluster.
     */
    private void breakPod(HttpServerRequest request, String name, String how) {
        Optional<FrontedPod> pod =
                balancer.pods().stream().filter(one -> one.name().equals(name)).findAny();
        if (pod.isEmpty()) {
            reject(request.response(), 404, "No such pod");
        } else if (how.equals("cut")) {
            JsonObject answer = new JsonObject().put("cut", proxy.cut(pod.get(), PodProxy.cookie(request)));
            json(request.response(), 200, answer.toBuffer());
        } else {
            vertx.executeBlocking(() -> {
                        pod.get().kill();
                        return pod.get();
                    })
                    .onSuccess(killed -> json(
                            request.response(),
                            200,
                            new JsonObject().put("killed", name).toBuffer()))
                    .onFailure(failure -> reject(request.response(), 503, failure.getMessage()));
        }
    }

    private static void ifFromHere(HttpServerRequest request, Consumer<Buffer> then) {
        HostAndPort asked = request.authority();
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (!isLoopback(request) || asked == null || !isOwnName(asked.host())) {
            reject(request.response(), 403, "Only for this machine");
        } else if (request.method() != HttpMethod.POST) {
            reject(request.response().putHeader(HttpHeaders.ALLOW, "POST"), 405, "Only POST");
        } else if (type == null || !type.startsWith("application/json")) {
            reject(request.response(), 415, "Only application/json");
        } else {
            Buffer body = Buffer.buffer();
            request.handler(part -> {
                if (body.length() <= MAX_BODY_BYTES) {
                    body.appendBuffer(part);
                }
            });
            request.endHandler(end -> then.accept(body));
        }
    }

    private void createSession(Buffer body, HttpServerResponse response) {
        try {
            JsonObject wanted = new JsonObject(body);
            String user = String.valueOf(wanted.getValue("userId"));
            String organization = String.valueOf(wanted.getValue("organizationId"));
            List<String> roles = wanted.getJsonArray("roles", new JsonArray()).stream()
                    .map(String::valueOf)
                    .toList();
            if (!ID.matcher(user).matches() || !ID.matcher(organization).matches()) {
                reject(response, 400, "userId and organizationId: 1 to 64 of A-Z a-z 0-9 _ . : @ -");
                return;
            }
            vertx.executeBlocking(() -> signIns.cookie(user, organization, roles))
                    .onSuccess(cookie -> {
                        response.putHeader(HttpHeaders.SET_COOKIE, cookie + "; Path=/; HttpOnly; SameSite=Lax");
                        JsonObject answer = new JsonObject().put("userId", user).put("organizationId", organization);
                        json(response, 201, answer.toBuffer());
                    })
                    .onFailure(failure -> reject(response, 503, failure.getMessage()));
        } catch (DecodeException | ClassCastException notAnObject) {
            reject(response, 400, "Not a JSON object");
        }
    }

    private static boolean isOwnName(String host) {
        return OWN_NAMES.contains(host) || host.endsWith(OWN_DOMAIN);
    }

    private static boolean isLoopback(HttpServerRequest request) {
        try {
            return InetAddress.getByName(request.remoteAddress().hostAddress()).isLoopbackAddress();
        } catch (IOException noAddress) {
            return false;
        }
    }

    private static void reject(HttpServerResponse response, int status, String why) {
        json(response, status, new JsonObject().put("error", why).toBuffer());
    }

    private static void json(HttpServerResponse response, int status, Buffer body) {
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body);
    }
}
