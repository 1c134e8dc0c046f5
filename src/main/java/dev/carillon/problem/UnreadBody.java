package dev.carillon.problem;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Stops the rest of a body that was answered before it had arrived. Over HTTP/1.1 this takes the end of the connection, and
 * over HTTP/2, where requests share the connection, the end of the stream.
 */
public final class UnreadBody {

    // RFC 9113, 8.1: the answer is complete, and nothing more is wanted.
    private static final long NO_ERROR = 0;
    private static final long CANCEL = 8;

    private UnreadBody() {}

    /** Call before the answer's head: over HTTP/1.1 a field announces the end of the connection. HTTP/2 forbids it. */
    public static void announce(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** Call once the answer has been written in full. */
    public static void stop(HttpServerRequest request) {
        end(request, NO_ERROR);
    }

    /** Ends an answer that had begun and cannot be completed. */
    public static void abort(HttpServerRequest request) {
        end(request, CANCEL);
    }

    private static void end(HttpServerRequest request, long code) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(code);
        } else {
            request.connection().close();
        }
    }
}
