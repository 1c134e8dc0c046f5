package dev.carillon.embedded;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes requests on to the pods and streams their answers. A request goes to another pod if connecting fails. A
 * repeatable one also does if the pod dies before it answers.
 */
final class PodProxy implements ProxyInterceptor {
    static final String POD_HEADER = "X-Carillon-Pod";

    private static final String EVENT_STREAM = "text/event-stream";
    private static final String POD = "pod";
    private static final int CONNECT_MILLIS = 2000;
    /** Every open stream occupies a connection to its pod. */
    private static final int MAX_CONNECTIONS = 10_000;

    private final PodBalancer balancer;
    private final SignIns signIns;
    private final HttpProxy proxy;
    private final Set<OpenStream> streams = ConcurrentHashMap.newKeySet();

    private static final class OpenStream {
        private final FrontedPod pod;
        private final String cookie;
        private final HttpConnection browser;

        private OpenStream(FrontedPod pod, String cookie, HttpConnection browser) {
            this.pod = pod;
            this.cookie = cookie;
            this.browser = browser;
        }
    }

    PodProxy(Vertx vertx, PodBalancer balancer, SignIns signIns) {
        this.balancer = balancer;
        this.signIns = signIns;
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setMaxPoolSize(MAX_CONNECTIONS).setConnectTimeout(CONNECT_MILLIS));
        this.proxy = HttpProxy.reverseProxy(client)
                .origin(context -> connect(context, balancer.nextInTurn().iterator()))
                .addInterceptor(this);
    }

    void pass(HttpServerRequest request) {
        proxy.handle(request);
    }

    long openStreams(FrontedPod pod) {
        return streams.stream().filter(stream -> stream.pod == pod).count();
    }

    /** Whether the pod holds a stream that was opened with these cookies. */
    boolean holdsStream(FrontedPod pod, String cookie) {
        return streams.stream().anyMatch(stream -> stream.pod == pod && stream.cookie.equals(cookie));
    }

    /** Breaks the connections of such streams without an orderly end. Returns their number. */
    long cut(FrontedPod pod, String cookie) {
        List<OpenStream> meant = streams.stream()
                .filter(stream -> stream.pod == pod && stream.cookie.equals(cookie))
                .toList();
        meant.forEach(stream -> stream.browser.close());
        return meant.size();
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        HttpServerRequest request = context.request().proxiedRequest();
        // Pods compare a page's origin with the host that it asked for, which is this one.
        context.request().setAuthority(request.authority());
        MultiMap headers = context.request().headers();
        signIns.show(headers);
        headers.add("X-Forwarded-For", request.remoteAddress().hostAddress());
        headers.set("X-Forwarded-Proto", request.scheme());
        headers.set("X-Forwarded-Host", request.authority().toString());
        if (!isRepeatable(request)) {
            return context.sendRequest().recover(failure -> Future.succeededFuture(noPodAnswers(context)));
        }
        context.request().setBody(null);
        request.resume();
        return context.sendRequest()
                .recover(failure -> context.sendRequest())
                .recover(failure -> Future.succeededFuture(noPodAnswers(context)));
    }

    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
        HttpServerRequest request = context.request().proxiedRequest();
        Optional<FrontedPod> pod = Optional.ofNullable(context.get(POD, FrontedPod.class));
        pod.ifPresent(known -> context.response().putHeader(POD_HEADER, known.name()));
        String type = context.response().headers().get(HttpHeaders.CONTENT_TYPE);
        if (pod.isEmpty() || type == null || !type.startsWith(EVENT_STREAM)) {
            return context.sendResponse();
        }
        OpenStream stream = new OpenStream(pod.get(), cookie(request), request.connection());
        streams.add(stream);
        return context.sendResponse().onComplete(ended -> streams.remove(stream));
    }

    /** The cookie that names the session; empty for none. */
    static String cookie(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader(HttpHeaders.COOKIE)).orElse("");
    }

    /** A pod that rejects the connection has not seen the request, so any request may go to the next one. */
    private static Future<HttpClientRequest> connect(ProxyContext context, Iterator<FrontedPod> candidates) {
        if (!candidates.hasNext()) {
            return Future.failedFuture("No pod is ready");
        }
        FrontedPod pod = candidates.next();
        context.set(POD, pod);
        RequestOptions address = new RequestOptions().setHost(Ports.LOOPBACK).setPort(pod.httpPort());
        return context.client().request(address).recover(rejected -> connect(context, candidates));
    }

    private static boolean isRepeatable(HttpServerRequest request) {
        boolean safe = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
        return safe
                && !request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /** An EventSource gives up forever on an error status, but reconnects when a stream merely ends. */
    private static ProxyResponse noPodAnswers(ProxyContext context) {
        context.set(POD, null);
        HttpServerRequest request = context.request().proxiedRequest();
        String accept =
                Optional.ofNullable(request.getHeader(HttpHeaders.ACCEPT)).orElse("");
        ProxyResponse response = context.request().release().response();
        if (accept.contains(EVENT_STREAM)) {
            return response.setStatusCode(200)
                    .putHeader(HttpHeaders.CONTENT_TYPE, EVENT_STREAM)
                    .setBody(Body.body(Buffer.buffer("retry: 1000\n\n")));
        }
        return response.setStatusCode(503)
                .putHeader(HttpHeaders.RETRY_AFTER, "1")
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .setBody(Body.body(Buffer.buffer("{\"title\":\"No pod answers\",\"status\":503}\n")));
    }
}
