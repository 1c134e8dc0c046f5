package dev.carillon.limit;

import dev.carillon.problem.ProblemAnswer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Gives up requests whose body trickles in: who sends a byte a second holds a connection and a buffer for hours. */
class BodyDeadline {

    // Before authentication, which already may wait for the body's connection.
    private static final int FIRST = 990;

    private final LimitConfig config;
    private final Counter refused;

    @Inject
    BodyDeadline(LimitConfig config, MeterRegistry registry) {
        this.config = config;
        this.refused = Counter.builder("carillon.limit.refused")
                .description("Requests refused by a limit")
                .tag("limit", "body_timeout")
                .register(registry);
    }

    void register(@Observes Filters filters) {
        filters.register(this::watch, FIRST);
    }

    private void watch(RoutingContext context) {
        HttpServerRequest request = context.request();
        boolean hasBody = request.getHeader(HttpHeaders.CONTENT_LENGTH) != null
                || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
        if (hasBody && !request.isEnded()) {
            long timer = context.vertx().setTimer(config.bodyTimeout().toMillis(), t -> giveUp(context));
            context.addEndHandler(ended -> context.vertx().cancelTimer(timer));
        }
        context.next();
    }

    private void giveUp(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.isEnded() || context.response().ended()) {
            return;
        }
        refused.increment();
        if (context.response().headWritten()) {
            request.connection().close();
            return;
        }
        context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        ProblemAnswer.end(context, HttpResponseStatus.REQUEST_TIMEOUT, "The body did not arrive in time.")
                .onComplete(sent -> request.connection().close());
    }
}
