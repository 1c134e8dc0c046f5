package dev.carillon.edge;

import dev.carillon.problem.ProblemAnswer;
import dev.carillon.route.RejectedRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response.Status;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Rejects paths that a gateway, a cache and Carillon might read differently: matrix parameters, empty segments, dots,
 * and their escapes. No path of ours contains them. The rules of a request do not depend on this filter.
 */
class AmbiguousPathFilter {

    // After the headers that every answer carries, and before every filter that reads the path.
    private static final int SECOND = 1900;

    // ; / \ . and the end of a C string, escaped
    private static final Pattern ESCAPED = Pattern.compile("%(?:3b|2f|5c|2e|00)");
    private static final Pattern DOTS = Pattern.compile("/\\.\\.?(?:/|$)");

    // Quarkus' own pages, in development and tests only. No resource lies below.
    private static final String OF_QUARKUS = "/q/";

    private final Counter rejected;

    @Inject
    AmbiguousPathFilter(MeterRegistry registry) {
        this.rejected = RejectedRequests.counter("path", registry);
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, SECOND);
    }

    private void check(RoutingContext context) {
        if (isPlain(context.request().path())) {
            context.next();
            return;
        }
        rejected.increment();
        ProblemAnswer.end(
                context,
                Status.BAD_REQUEST,
                "The path has an empty segment, a dot segment, a semicolon, or one of these escaped.");
    }

    /** @param path as it was sent, without the query; null if it is unknown */
    static boolean isPlain(String path) {
        if (path == null) {
            return false;
        }
        // "*" is the target of OPTIONS for the whole server.
        if (path.equals("*") || path.equals("/")) {
            return true;
        }
        return path.startsWith("/")
                && path.indexOf(';') < 0
                && path.indexOf('\\') < 0
                && !path.contains("//")
                && (!path.endsWith("/") || isDirectory(path))
                && !DOTS.matcher(path).find()
                && (path.indexOf('%') < 0
                        || !ESCAPED.matcher(path.toLowerCase(Locale.ROOT)).find());
    }

    /** Whether the path is a static page's own; the class path's index of names is in memory. */
    private static boolean isDirectory(String path) {
        return path.startsWith(OF_QUARKUS)
                || Thread.currentThread()
                                .getContextClassLoader()
                                .getResource("META-INF/resources" + path + "index.html")
                        != null;
    }
}
