package dev.carillon.socket.wire;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Lets go of requests whose client has left while it was being signed in: the server would fail on each, with a stack in
 * the log, and a client can reset streams faster than anybody reads logs.
 */
@Singleton
class AbandonedRequests {

    // Behind authentication, which is what takes time, and before the request is matched and read.
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
