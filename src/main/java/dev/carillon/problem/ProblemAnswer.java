package dev.carillon.problem;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response.Status;

/** Answers with a problem document before a resource is reached, as filters before authentication do. */
public final class ProblemAnswer {

    private ProblemAnswer() {}

    public static Future<Void> end(RoutingContext context, Status status, String detail) {
        HttpServerResponse response = context.response();
        return response.setStatusCode(status.getStatusCode())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(Buffer.buffer(Problem.of(status.getStatusCode(), status.getReasonPhrase(), detail)
                        .json()));
    }
}
