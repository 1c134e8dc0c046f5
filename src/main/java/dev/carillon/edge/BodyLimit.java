package dev.carillon.edge;

import dev.carillon.problem.ProblemAnswer;
import dev.carillon.problem.TooLarge;
import dev.carillon.problem.UnreadBody;
import dev.carillon.route.Check;
import dev.carillon.route.RejectedRequests;
import dev.carillon.route.Route;
import dev.carillon.route.Rules;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Rejects bodies above the limit with a problem document; the server's own answer has no body. A body with a known
 * length is rejected unread, any other one by {@link BodyReader}.
 */
@Singleton
@Priority(40)
class BodyLimit implements Check {

    // Oversized bodies are rejected before authentication and reading.
    private static final int FIRST = 1000;

    // The server puts its own limit in the same place just before this.
    private static final int AFTER_THE_SERVERS_LIMIT = 1;

    // The key of Quarkus' limit while it reads a body of unknown length. Its own rejection has no body, so ours must
    // come first.
    private static final String LIMIT_WHILE_READING = "io.quarkus.max-request-size";

    private final long maxBatchBytes;
    private final long maxOtherBytes;
    private final Counter rejected;

    @Inject
    BodyLimit(
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize max,
            @ConfigProperty(name = "carillon.publish.max-body-size") MemorySize maxOther,
            MeterRegistry registry) {
        this.rejected = RejectedRequests.counter("body_size", registry);
        this.maxBatchBytes = max.asLongValue();
        this.maxOtherBytes = maxOther.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
        filters.register(BodyLimit::leaveTheLimitToTheReader, AFTER_THE_SERVERS_LIMIT);
    }

    void countRejected() {
        rejected.increment();
    }

    private static void leaveTheLimitToTheReader(RoutingContext context) {
        context.put(LIMIT_WHILE_READING, Long.MAX_VALUE);
        context.next();
    }

    long maxBytes(RoutingContext context) {
        return Route.of(context).map(this::maxBytes).orElse(maxOtherBytes);
    }

    private long maxBytes(Route route) {
        return route.body() == Rules.BodySize.BATCH ? maxBatchBytes : maxOtherBytes;
    }

    /** Checks the limit of the route before any of the body is read. */
    @Override
    public void check(Route route, RoutingContext context) {
        long maxBytes = maxBytes(route);
        Route.bindBody(context, maxBytes);
        if (isLonger(context, maxBytes)) {
            countRejected();
            throw new TooLarge(maxBytes);
        }
    }

    /** Checks the largest limit, at which the server would answer without a body. */
    private void check(RoutingContext context) {
        if (isLonger(context, maxBatchBytes)) {
            countRejected();
            UnreadBody.announce(context.request());
            ProblemAnswer.end(context, Status.REQUEST_ENTITY_TOO_LARGE, TooLarge.message(maxBatchBytes))
                    .onComplete(sent -> UnreadBody.stop(context.request()));
        } else {
            context.next();
        }
    }

    private static boolean isLonger(RoutingContext context, long maxBytes) {
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null
                && length.length() >= Long.toString(maxBytes).length()
                && Long.parseLong(length) > maxBytes;
    }
}
