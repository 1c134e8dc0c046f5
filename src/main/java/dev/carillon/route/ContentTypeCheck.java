package dev.carillon.route;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotSupportedException;
import java.util.List;
import java.util.Set;

/**
 * Rejects requests that do not name the right media type. Any page can make a browser send a body with no type or a
 * form's type; for every other type the browser asks us first.
 */
@Singleton
@Priority(50)
class ContentTypeCheck implements Check {

    // For DELETE, browsers always ask first.
    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    @Override
    public void check(Route route, RoutingContext context) {
        if (!WITH_BODY.contains(context.request().method())) {
            return;
        }
        List<String> given = context.request().headers().getAll(HttpHeaders.CONTENT_TYPE);
        if (given.size() != 1 || !essence(given.get(0)).equalsIgnoreCase(route.type())) {
            throw new NotSupportedException("The body must be " + route.type());
        }
    }

    private static String essence(String type) {
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip();
    }
}
