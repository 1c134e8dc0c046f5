package dev.carillon.problem;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** A problem document from where no resource has been reached yet: filters before authentication. */
public final class ProblemAnswer {

    private ProblemAnswer() {}

    public static Future<Void> end(RoutingContext context, HttpResponseStatus status, String detail) {
        HttpServerResponse response = context.response();
        JsonObject problem = new JsonObject()
                .put("type", "about:blank")
                .put("title", status.reasonPhrase())
                .put("status", status.code())
                .put("detail", detail);
        return response.setStatusCode(status.code())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(problem.toBuffer());
    }
}
