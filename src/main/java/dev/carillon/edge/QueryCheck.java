package dev.carillon.edge;

import dev.carillon.problem.InvalidField;
import dev.carillon.route.Check;
import dev.carillon.route.QueryNames;
import dev.carillon.route.Route;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.inject.Singleton;

/**
 * Rejects query parameters that a resource method would silently ignore: the second value of one that has a single value,
 * and a name that is nearly one of the method's. A client would otherwise wait for notifications that it never asked for.
 */
@Singleton
@Priority(40)
class QueryCheck implements Check {

    @Override
    public void check(Route route, RoutingContext context) {
        String query = context.request().query();
        if (query == null || query.isEmpty()) {
            return;
        }
        QueryNames expected = route.query();
        MultiMap given = context.queryParams();
        for (String name : given.names()) {
            if (expected.isSingle(name) && given.getAll(name).size() > 1) {
                throw new InvalidField(name, "must be given once");
            }
            expected.meantBy(name).ifPresent(meant -> {
                throw new InvalidField(meant, "must be written like this");
            });
        }
    }
}
