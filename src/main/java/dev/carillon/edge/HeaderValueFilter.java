package dev.carillon.edge;

import dev.carillon.problem.ProblemAnswer;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.Response.Status;

/**
 * Rejects HTTP/2 requests whose field values contain line breaks or NUL. Such a value cannot arrive over HTTP/1.1. A
 * program that copies it into an HTTP/1.1 message would let the sender write a head of its own (RFC 9113, 8.2.1).
 */
class HeaderValueFilter {

    // Before every filter that reads or logs a value; only the headers of the answer are prepared earlier.
    private static final int FIRST = 1500;

    void register(@Observes Filters filters) {
        filters.register(HeaderValueFilter::check, FIRST);
    }

    private static void check(RoutingContext context) {
        if (context.request().version() == HttpVersion.HTTP_2
                && context.request().headers().entries().stream().anyMatch(field -> isBroken(field.getValue()))) {
            ProblemAnswer.end(context, Status.BAD_REQUEST, "A header holds a line break or NUL.");
        } else {
            context.next();
        }
    }

    private static boolean isBroken(String value) {
        return value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0);
    }
}
