package dev.carillon.stream;

import dev.carillon.embedded.Pod;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A stream over HTTP/2 without TLS by prior knowledge, as a gateway has it: pods are not upgraded to it. */
final class Http2Stream implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final HttpClientResponse head;

    /** Returns once the head has come. */
    Http2Stream(Pod pod, String path, Map<String, String> headers) {
        URI uri = URI.create(pod.baseUrl());
        HttpClientOptions options =
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false);
        head = vertx.createHttpClient(options)
                .request(HttpMethod.GET, uri.getPort(), uri.getHost(), path)
                .compose(request -> send(request, headers))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private Future<HttpClientResponse> send(HttpClientRequest request, Map<String, String> headers) {
        headers.forEach(request::putHeader);
        return request.send().onSuccess(response -> {
            response.handler(this::add);
            response.endHandler(ended -> whole.complete(bytes()));
            response.exceptionHandler(whole::completeExceptionally);
        });
    }

    private void add(Buffer bytes) {
        synchronized (received) {
            received.writeBytes(bytes.getBytes());
        }
    }

    private byte[] bytes() {
        synchronized (received) {
            return received.toByteArray();
        }
    }

    HttpClientResponse head() {
        return head;
    }

    /** What has come so far. */
    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** Completes when the pod has ended the stream. */
    CompletableFuture<byte[]> whole() {
        return whole;
    }

    @Override
    public void close() {
        vertx.close();
    }
}
