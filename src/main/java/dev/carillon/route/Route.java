package dev.carillon.route;

import dev.carillon.route.Rules.BodySize;
import dev.carillon.route.Rules.Effect;
import dev.carillon.route.Rules.SignIn;
import dev.carillon.route.Rules.Tickets;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * The resource method that will answer a request, with its {@link Rules}.
 *
 * @param name of the class and the method, for logs and messages
 */
public record Route(
        String name,
        Effect effect,
        SignIn signIn,
        BodySize body,
        String type,
        Tickets tickets,
        boolean storable,
        QueryNames query) {

    private static final String KEY = Route.class.getName();
    private static final String LONGEST_BODY = KEY + ".longestBody";

    static Route of(String name, Rules rules, QueryNames query) {
        return new Route(
                name,
                rules.value(),
                rules.signIn(),
                rules.body(),
                rules.type(),
                rules.tickets(),
                rules.storable(),
                query);
    }

    /** Empty before a resource method was matched, and for static files and unknown addresses, which match none. */
    public static Optional<Route> of(RoutingContext context) {
        return Optional.ofNullable(context.get(KEY));
    }

    /** Whether the request was matched to a method that opens a stream. */
    public static boolean opensStream(RoutingContext context) {
        return of(context).map(route -> route.effect() == Effect.OPENS_STREAM).orElse(false);
    }

    /** How a ticket in the URL of this request is treated. */
    public static Tickets tickets(RoutingContext context) {
        return of(context).map(Route::tickets).orElse(Tickets.NOT_TAKEN);
    }

    /** Sets the maximum size of this request's body in bytes, once its length was checked. */
    public static void bindBody(RoutingContext context, long maxBytes) {
        context.put(LONGEST_BODY, maxBytes);
    }

    /** The size set by {@link #bindBody}, in bytes: the limit for a body of unknown length. */
    public static long longestBody(RoutingContext context) {
        return context.get(LONGEST_BODY);
    }

    void enter(RoutingContext context) {
        context.put(KEY, this);
    }
}
