package dev.carillon.socket.wire;

import dev.carillon.limit.LimitConfig;
import dev.carillon.problem.ProblemAnswer;
import dev.carillon.problem.UnreadBody;
import dev.carillon.route.RefusedRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response.Status;

/**
 * Gives up requests whose body trickles in, however it is framed and whoever sends it: a byte a second holds a buffer
 * for hours.
 */
class BodyDeadline {

    // Before authentication, which already may wait for the body's connection.
    private static final int FIRST = 990;

    private final LimitConfig config;
    private final Counter refused;

    @Inject
    BodyDeadline(LimitConfig config, MeterRegistry registry) {
        this.config = config;
        this.refused = RefusedRequests.counter("body_timeout", registry);
    }

    void register(@Observes Filters filters) {
        filters.register(this::watch, FIRST);
    }

    private void watch(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (mayHaveBody(request) && !request.isEnded()) {
            long timer = context.vertx().setTimer(config.bodyTimeout().toMillis(), t -> giveUp(context));
            context.addEndHandler(ended -> {
                // Answered before its body has come, over HTTP/2 a stream is open until that has ended.
                if (request.version() != HttpVersion.HTTP_2 || hasArrived(request)) {
                    context.vertx().cancelTimer(timer);
                }
            });
        }
        context.next();
    }

    /** Over HTTP/2 a head does not tell; there it is looked at when the time is over. */
    private static boolean mayHaveBody(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2
                || request.getHeader(HttpHeaders.CONTENT_LENGTH) != null
                || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }

    private void giveUp(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (hasArrived(request)) {
            return;
        }
        refused.increment();
        if (context.response().ended()) {
            UnreadBody.stop(request);
            return;
        }
        if (context.response().headWritten()) {
            UnreadBody.abort(request);
            return;
        }
        UnreadBody.announce(request);
        ProblemAnswer.end(context, Status.REQUEST_TIMEOUT, "The body did not arrive in time.")
                .onComplete(sent -> UnreadBody.stop(request));
    }

    /** By the connection itself: the server tells of an end only when it is read, and nobody reads what is not wanted. */
    private static boolean hasArrived(HttpServerRequest request) {
        if (request.isEnded() || request.version() != HttpVersion.HTTP_2) {
            return request.isEnded();
        }
        Http2ConnectionHandler connection =
                ((ConnectionBase) request.connection()).channel().pipeline().get(Http2ConnectionHandler.class);
        // Neither is there any more when they have been closed.
        Http2Stream stream = connection == null ? null : connection.connection().stream(request.streamId());
        return stream == null || !stream.state().remoteSideOpen();
    }
}
