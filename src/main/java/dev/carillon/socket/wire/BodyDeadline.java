package dev.carillon.socket.wire;

import dev.carillon.limit.LimitConfig;
import dev.carillon.problem.ProblemAnswer;
import dev.carillon.problem.UnreadBody;
import dev.carillon.route.RejectedRequests;
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
 * Ends requests whose body trickles in, whatever its framing and sender: a byte a second would hold a buffer for hours.
 */
class BodyDeadline {

    // Before authentication, during which the body may already be late.
    private static final int FIRST = 990;

    private final LimitConfig config;
    private final Counter rejected;

    @Inject
    BodyDeadline(LimitConfig config, MeterRegistry registry) {
        this.config = config;
        this.rejected = RejectedRequests.counter("body_timeout", registry);
    }

    void register(@Observes Filters filters) {
        filters.register(this::watch, FIRST);
    }

    private void watch(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (mayHaveBody(request) && !request.isEnded()) {
            long timer = context.vertx().setTimer(config.bodyTimeout().toMillis(), t -> giveUp(context));
            context.addEndHandler(ended -> {
                // Over HTTP/2 an answered stream stays open until its body has ended.
                if (request.version() != HttpVersion.HTTP_2 || hasArrived(request)) {
                    context.vertx().cancelTimer(timer);
                }
            });
        }
        context.next();
    }

    /** An HTTP/2 head does not say so; the stream is checked when the time is over. */
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
        rejected.increment();
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

    /**
     * Asks the connection itself: the server reports the end of a body only once it is read, and an unwanted body is
     * not.
     */
    private static boolean hasArrived(HttpServerRequest request) {
        if (request.isEnded() || request.version() != HttpVersion.HTTP_2) {
            return request.isEnded();
        }
        Http2ConnectionHandler connection =
                ((ConnectionBase) request.connection()).channel().pipeline().get(Http2ConnectionHandler.class);
        // Both are null once they have been closed.
        Http2Stream stream = connection == null ? null : connection.connection().stream(request.streamId());
        return stream == null || !stream.state().remoteSideOpen();
    }
}
