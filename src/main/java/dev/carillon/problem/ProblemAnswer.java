package dev.carillon.problem;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** A problem document from where no resource has been reached yet: filters before authentication. */
public final class ProblemAnswer {

    private ProblemAnswer() {}

    public static Future<Void> end(RoutingContext context, HttpResponseStatus status, String detail) {
        HttpServerResponse response = context.response();
        return response.setStatusCode(status.code())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(Buffer.buffer(
                        Problem.of(status.code(), status.reasonPhrase(), detail).json()));
    }
}
