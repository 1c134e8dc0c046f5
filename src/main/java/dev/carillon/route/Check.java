package dev.carillon.route;

import io.vertx.ext.web.RoutingContext;

/**
 * Something that a request is held against once it is known which resource method it has reached, before it is signed in
 * and before its body is read. All beans of this type are asked, in the order of their {@code @Priority}, highest first.
 */
public interface Check {

    /**
     * On the event loop: must not block. Returns if the request may go on.
     *
     * @throws RuntimeException one of those that become problem documents
     */
    void check(Route route, RoutingContext context);
}
