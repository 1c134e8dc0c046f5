package dev.carillon.socket;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** The head of a stream's response. */
public final class StreamHead {

    private static final CharSequence EVENTS = HttpHeaders.createOptimized("text/event-stream; charset=utf-8");

    // no-transform: a proxy that compresses would hold events back to fill its window.
    private static final CharSequence CACHE_CONTROL = HttpHeaders.createOptimized("no-cache, no-store, no-transform");
    private static final CharSequence ACCEL = HttpHeaders.createOptimized("X-Accel-Buffering");
    private static final CharSequence NO = HttpHeaders.createOptimized("no");
    private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");

    // Varnish compresses what has no coding, whatever Cache-Control and the client say. It leaves alone what has one.
    // See docs/adr/0045-streams-name-their-coding.md
    private static final CharSequence IDENTITY = HttpHeaders.createOptimized("identity");

    private StreamHead() {}

    /** On the connection's event loop, once, before anything else of the response. */
    public static void write(HttpServerRequest request) {
        write(request, EVENTS);
    }

    /** The same for a stream in another form. */
    public static void write(HttpServerRequest request, CharSequence contentType) {
        write(request, contentType, IDENTITY);
    }

    private static void write(HttpServerRequest request, CharSequence contentType, CharSequence coding) {
        begin(request, contentType);
        request.response().putHeader(HttpHeaders.CONTENT_ENCODING, coding);
    }

    private static void begin(HttpServerRequest request, CharSequence contentType) {
        HttpServerResponse response = request.response();
        response.setStatusCode(200);
        response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
        response.putHeader(HttpHeaders.CACHE_CONTROL, CACHE_CONTROL);
        response.putHeader(ACCEL, NO);
        if (request.version() == HttpVersion.HTTP_1_1) {
            // A connection-specific field, which HTTP/2 forbids.
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.KEEP_ALIVE);
        }
        response.setChunked(true);
    }

    /** The same for an answer after which the connection ends: a {@link ConnectionHijack} cannot give it back. */
    public static void writeOnce(HttpServerRequest request, CharSequence contentType) {
        begin(request, contentType);
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** Answers HEAD: sends the head and opens nothing. Completes when it is sent; on the connection's event loop. */
    public static Uni<Void> only(HttpServerRequest request) {
        write(request);
        return Uni.createFrom()
                .completionStage(() -> request.response().end().toCompletionStage())
                .onFailure()
                .recoverWithNull();
    }

    /** The same, for a {@link GzipSocket}. */
    public static void writeCompressed(HttpServerRequest request) {
        write(request, EVENTS, GZIP);
    }
}
