package dev.carillon.socket.wire;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Drops requests whose client has left during authentication. The server would log a stack trace for each, and a client
 * can reset streams fast enough to flood the log.
 */
@Singleton
class AbandonedRequests {

    // After authentication, which takes time, and before the request is matched and read.
    private static final int LAST = 2;

    void register(@Observes Filters filters) {
        filters.register(AbandonedRequests::letGo, LAST);
    }

    private static void letGo(RoutingContext context) {
        if (!context.response().closed()) {
            context.next();
        }
    }
}
