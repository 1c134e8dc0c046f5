package dev.carillon.limit;

import dev.carillon.identity.FailedSignIns;
import dev.carillon.route.RejectedRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds how many failed sign-ins a pod answers per second. Further ones are held back like other rejections, get {@code 429},
 * and their HTTP/1.1 connection is closed. Successful sign-ins do not count, so strangers never block a caller.
 */
@Singleton
class FailedSignInLimiter implements FailedSignIns {

    // Before every filter that may answer 401.
    private static final int FIRST = 1400;

    private static final String PAUSE = FailedSignInLimiter.class.getName();
    private static final CompletionStage<Void> AT_ONCE = CompletableFuture.completedStage(null);

    final RateLimit rate;
    /** When all tokens are back, in microseconds; a test need not flood the pod to have none left. */
    final AtomicLong fullAt = new AtomicLong(Long.MIN_VALUE);

    private final Rejections rejections;
    private final Counter rejected;

    @Inject
    FailedSignInLimiter(LimitConfig config, Rejections rejections, MeterRegistry registry) {
        this.rate = new RateLimit(config.strangersPerSecond(), config.strangersBurst());
        this.rejections = rejections;
        this.rejected = RejectedRequests.counter("strangers", registry);
    }

    void register(@Observes Filters filters) {
        if (!rate.isUnlimited()) {
            filters.register(this::watch, FIRST);
        }
    }

    @Override
    public CompletionStage<Void> count(RoutingContext context) {
        if (rate.isUnlimited()) {
            return AT_ONCE;
        }
        Duration pause = take(context);
        // Without a credential all share one owner, so they hold no more answers than one organization.
        return pause.isZero() ? AT_ONCE : rejections.holdBack(QuotaOwner.NOBODY).toCompletionStage();
    }

    private Duration take(RoutingContext context) {
        Duration pause = LocalRateLimiter.take(fullAt, rate, 1, LocalRateLimiter.MICROS);
        context.put(PAUSE, pause);
        if (!pause.isZero()) {
            rejected.increment();
        }
        return pause;
    }

    private void watch(RoutingContext context) {
        context.addHeadersEndHandler(head -> {
            if (context.response().getStatusCode() == Status.UNAUTHORIZED.getStatusCode()) {
                Duration counted = context.get(PAUSE);
                Duration pause = counted == null ? take(context) : counted;
                if (!pause.isZero()) {
                    reject(context, pause);
                }
            }
        });
        context.next();
    }

    private static void reject(RoutingContext context, Duration pause) {
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
