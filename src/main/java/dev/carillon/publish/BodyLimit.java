package dev.carillon.publish;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Answers bodies above the limit with a problem document; the server's own answer has no body. One that tells its
 * length is refused unread, any other one by {@link BodyReader}.
 */
@Singleton
class BodyLimit {

    // Before authentication and reading: who sends too much is told so without costing anything.
    private static final int FIRST = 1000;

    // The server puts its own limit in the same place just before this.
    private static final int AFTER_THE_SERVERS_LIMIT = 1;

    private static final String PROBLEM = "{\"type\":\"about:blank\",\"title\":\"Request Entity Too Large\","
            + "\"status\":413,\"detail\":\"The body must not be larger than %d bytes.\"}";

    // Where Quarkus looks up the limit while it reads a body that does not tell its length beforehand. What it says at
    // the limit has no body, so it is kept from getting there first.
    private static final String LIMIT_WHILE_READING = "io.quarkus.max-request-size";

    private final long maxBatchBytes;
    private final long maxOtherBytes;
    private final Counter refused;

    @Inject
    BodyLimit(
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize max,
            PublishConfig config,
            MeterRegistry registry) {
        this.refused = Counter.builder("carillon.limit.refused")
                .description("Requests refused by a limit")
                .tag("limit", "body_size")
                .register(registry);
        this.maxBatchBytes = max.asLongValue();
        this.maxOtherBytes = config.maxBodySize().asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
        filters.register(BodyLimit::leaveTheLimitToTheReader, AFTER_THE_SERVERS_LIMIT);
    }

    void countRefused() {
        refused.increment();
    }

    private static void leaveTheLimitToTheReader(RoutingContext context) {
        context.put(LIMIT_WHILE_READING, Long.MAX_VALUE);
        context.next();
    }

    long maxBytes(RoutingContext context) {
        return BatchResource.PATH.equals(context.normalizedPath()) ? maxBatchBytes : maxOtherBytes;
    }

    private void check(RoutingContext context) {
        long maxBytes = maxBytes(context);
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null
                || length.length() < Long.toString(maxBytes).length()
                || Long.parseLong(length) <= maxBytes) {
            context.next();
            return;
        }
        countRefused();
        // The rest of the body is on its way; only closing stops it.
        context.response()
                .setStatusCode(413)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(PROBLEM.formatted(maxBytes))
                .onComplete(sent -> context.request().connection().close());
    }
}
