package dev.carillon.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** Streams over TLS, HTTP/1.1 or HTTP/2, that count a character that each published body holds once. */
final class TlsCrowd implements AutoCloseable {

    static final char MARK = '~';

    // Of a pod and of the C limit.
    private static final String GREETING = "connected";

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    // As a browser behind a gateway: a connection for each. Gateways take 100 or more on one.
    private static final int STREAMS_OF_A_CONNECTION = 50;
    // Further ones wait until some are open, or a burst of handshakes would be measured.
    private static final int AT_ONCE = 100;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient client;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong marks = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final RequestOptions request;
    private final List<String> credentials;
    private int asked;

    private TlsCrowd(boolean http2, int size, RequestOptions request, List<String> credentials) {
        this.request = request;
        this.credentials = credentials;
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setSsl(true)
                        .setTrustAll(true)
                        .setVerifyHost(false)
                        .setUseAlpn(true)
                        .setProtocolVersion(http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                        .setHttp2MultiplexingLimit(STREAMS_OF_A_CONNECTION),
                new PoolOptions().setHttp1MaxSize(size).setHttp2MaxSize(size / STREAMS_OF_A_CONNECTION + 1));
    }

    /**
     * A crowd of which none is open yet.
     *
     * @param credentials lines of heads, in turn
     * @param size how many it may become
     */
    static TlsCrowd to(int port, boolean http2, String path, List<String> credentials, int size) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(Programs.LOOPBACK)
                .setPort(port)
                .setURI(path);
        return new TlsCrowd(http2, size, request, credentials);
    }

    /** Opens more; returns when all are open. */
    void open(int count) {
        for (int i = 0; i < count; i++) {
            String[] field = credentials.get(asked % credentials.size()).split(": ", 2);
            send(new RequestOptions(request).putHeader(field[0], field[1]));
            asked++;
            if (open.get() <= asked - AT_ONCE) {
                await(() -> open.get() > asked - AT_ONCE);
            }
        }
        await(() -> open.get() == asked);
    }

    private void send(RequestOptions one) {
        client.request(one).compose(sent -> sent.send()).onFailure(failure::set).onSuccess(answer -> {
            if (answer.statusCode() != 200) {
                failure.set(new IllegalStateException("A stream was answered " + answer.statusCode()));
            }
            AtomicBoolean greeted = new AtomicBoolean();
            answer.handler(bytes -> {
                // A notification that is published before the greeting may not come.
                if (!greeted.get() && bytes.toString().contains(GREETING)) {
                    greeted.set(true);
                    open.incrementAndGet();
                }
                count(bytes);
            });
            answer.exceptionHandler(failure::set);
        });
    }

    private void count(Buffer bytes) {
        int found = 0;
        for (int i = 0; i < bytes.length(); i++) {
            found += bytes.getByte(i) == MARK ? 1 : 0;
        }
        marks.addAndGet(found);
    }

    int opened() {
        return asked;
    }

    long marks() {
        return marks.get();
    }

    void awaitMarks(long count) {
        await(() -> marks.get() >= count);
    }

    private void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    Throwable failed = failure.get();
                    if (failed != null) {
                        throw new IllegalStateException(failed);
                    }
                    return condition.call();
                });
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
