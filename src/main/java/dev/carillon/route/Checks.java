package dev.carillon.route;

import io.quarkus.arc.All;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** All checks that there are, in their order. */
@Singleton
class Checks {

    private final List<Check> all;

    @Inject
    Checks(@All List<Check> all) {
        this.all = all;
    }

    /** Returns if every one lets the request go on; throws what the first one throws otherwise. */
    void pass(Route route, RoutingContext context) {
        for (Check check : all) {
            check.check(route, context);
        }
    }
}
