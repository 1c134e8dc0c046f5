package dev.carillon.problem;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * A body that is answered before it has arrived. Its rest is on the way, and only an end stops it: of the connection over
 * HTTP/1.1, and over HTTP/2, where others share the connection, of the stream alone.
 */
public final class UnreadBody {

    // RFC 9113, 8.1: the answer is complete, and nothing more is wanted.
    private static final long NO_ERROR = 0;
    private static final long CANCEL = 8;

    private UnreadBody() {}

    /** Before the answer's head: over HTTP/1.1 it says that the connection ends; HTTP/2 forbids the field. */
    public static void announce(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** Once the answer has been written in full. */
    public static void stop(HttpServerRequest request) {
        end(request, NO_ERROR);
    }

    /** Where the answer had begun and can say no more. */
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
