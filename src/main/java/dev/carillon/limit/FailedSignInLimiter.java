package dev.carillon.limit;

import dev.carillon.route.RefusedRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds how many failed sign-ins a pod answers per second. Further ones get {@code 429}, and their HTTP/1.1 connection is
 * closed. Successful sign-ins do not count, so strangers never block a caller.
 */
class FailedSignInLimiter {

    // Before every filter that may answer 401.
    private static final int FIRST = 1400;

    private final RateLimit rate;
    private final AtomicLong fullAt = new AtomicLong(Long.MIN_VALUE);
    private final Counter refused;

    @Inject
    FailedSignInLimiter(LimitConfig config, MeterRegistry registry) {
        this.rate = new RateLimit(config.strangersPerSecond(), config.strangersBurst());
        this.refused = RefusedRequests.counter("strangers", registry);
    }

    void register(@Observes Filters filters) {
        if (!rate.isUnlimited()) {
            filters.register(this::watch, FIRST);
        }
    }

    private void watch(RoutingContext context) {
        context.addHeadersEndHandler(head -> {
            if (context.response().getStatusCode() == Status.UNAUTHORIZED.getStatusCode()) {
                count(context);
            }
        });
        context.next();
    }

    private void count(RoutingContext context) {
        Duration pause = LocalRateLimiter.take(fullAt, rate, 1, LocalRateLimiter.MICROS);
        if (pause.isZero()) {
            return;
        }
        refused.increment();
        HttpServerResponse response = context.response();
        response.setStatusCode(Status.TOO_MANY_REQUESTS.getStatusCode())
                .setStatusMessage(Status.TOO_MANY_REQUESTS.getReasonPhrase())
                .putHeader(
                        HttpHeaders.RETRY_AFTER,
                        Long.toString(Math.max(1, pause.plusMillis(999).toSeconds())));
        if (context.request().version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            context.addEndHandler(sent -> context.request().connection().close());
        }
    }
}
