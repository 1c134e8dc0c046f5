package dev.carillon.route;

import io.quarkus.arc.All;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** All checks, in their order. */
@Singleton
class Checks {

    private final List<Check> all;

    @Inject
    Checks(@All List<Check> all) {
        this.all = all;
    }

    /** Returns if every check lets the request go on; otherwise throws the exception of the first one that fails. */
    void pass(Route route, RoutingContext context) {
        for (Check check : all) {
            check.check(route, context);
        }
    }
}
