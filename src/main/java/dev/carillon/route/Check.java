package dev.carillon.route;

import io.vertx.ext.web.RoutingContext;

/**
 * Checks a request after its resource method was matched, before authentication and before its body is read. All beans
 * of this type are called, in the order of their {@code @Priority}, highest first.
 */
public interface Check {

    /**
     * On the event loop: must not block. Returns if the request may go on.
     *
     * @throws RuntimeException one that becomes a problem document
     */
    void check(Route route, RoutingContext context);
}
