package dev.carillon.limit;

import dev.carillon.identity.Caller;
import dev.carillon.problem.Overloaded;
import dev.carillon.problem.TooManyRequests;
import dev.carillon.route.Route;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Charges every request before it is processed: points by the {@link Cost} of its resource method, the bytes of its body
 * until it ends, and a place if its query may take long. The bytes of the answer are charged after it was sent. All counts
 * are in the pod's memory, so there is no round trip.
 */
@Singleton
class RequestBudget {

    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int HUNDREDTHS = 100;

    // Bytes. Socket buffers take in this much anyway, so closing would save nothing.
    private static final long LARGE = 65_536;

    // Filters are created before the configuration exists, so these are looked up later.
    private final Provider<Points> points;
    private final Provider<BodyMemoryLimiter> bodies;
    private final Provider<QueryPermits> queries;
    private final Provider<Rejections> rejections;
    private final CostTable costs;
    private final SecurityIdentity identity;

    @Inject
    RequestBudget(
            Provider<Points> points,
            Provider<BodyMemoryLimiter> bodies,
            Provider<QueryPermits> queries,
            Provider<Rejections> rejections,
            CostTable costs,
            SecurityIdentity identity) {
        this.points = points;
        this.bodies = bodies;
        this.queries = queries;
        this.rejections = rejections;
        this.costs = costs;
        this.identity = identity;
    }

    /** Runs after authentication and before the body is read. On the event loop; never blocks. */
    @ServerRequestFilter(priority = Priorities.AUTHORIZATION, nonBlocking = true)
    public Uni<Response> pay(
            ResourceInfo matched, RoutingContext context, ResteasyReactiveContainerRequestContext request) {
        Cost cost = costs.of(matched.getResourceMethod());
        QuotaOwner owner = identity.isAnonymous() ? QuotaOwner.NOBODY : QuotaOwner.of(Caller.of(identity));
        long bytes = bodyBytes(context);
        int price = cost.value()
                + rows(cost, context)
                + calls(cost, request)
                + points.get().ofBody(bytes);
        try {
            if (price > 0) {
                points.get().take(owner, price);
            }
            if (bytes > 0) {
                bodies.get().hold(owner, bytes, context);
            }
        } catch (TooManyRequests rejected) {
            stopBody(bytes, context);
            return reject(owner, rejected);
        } catch (Overloaded rejected) {
            stopBody(bytes, context);
            throw rejected;
        }
        if (cost.takes() != Cost.Takes.OPEN) {
            context.addEndHandler(
                    sent -> points.get().charge(owner, context.response().bytesWritten()));
        }
        return cost.takes() == Cost.Takes.QUERY
                ? enter(owner, request)
                : Uni.createFrom().nullItem();
    }

    /** Fails later, on the same loop. */
    private Uni<Response> reject(QuotaOwner owner, TooManyRequests rejected) {
        Context loop = Vertx.currentContext();
        return Uni.createFrom()
                .completionStage(() -> rejections.get().holdBack(owner).toCompletionStage())
                .emitOn(task -> loop.runOnContext(v -> task.run()))
                .onItem()
                .transform(held -> {
                    throw rejected;
                });
    }

    private Uni<Response> enter(QuotaOwner owner, ResteasyReactiveContainerRequestContext request) {
        ResteasyReactiveRequestContext whole = (ResteasyReactiveRequestContext) request.getServerRequestContext();
        Context loop = Vertx.currentContext();
        return Uni.createFrom()
                .completionStage(() -> queries.get().enter(owner))
                // Back from the thread that gave up its place.
                .emitOn(task -> loop.runOnContext(v -> task.run()))
                .onItem()
                .transform(entered -> {
                    if (!entered) {
                        throw new TooManyRequests("Too many queries of this caller or its organization at once.", SOON);
                    }
                    whole.registerCompletionCallback(done -> queries.get().leave(owner));
                    return null;
                });
    }

    /** Closes the connection, as nothing else stops the rest of a large body. Over HTTP/2 other requests share it. */
    private static void stopBody(long bytes, RoutingContext context) {
        if (bytes > LARGE && context.request().version() != HttpVersion.HTTP_2) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            context.addEndHandler(sent -> context.request().connection().close());
        }
    }

    /** The largest size of the body. Without a Content-Length it is the longest body that the route accepts. */
    private static long bodyBytes(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!WITH_BODY.contains(request.method())) {
            return 0;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return Long.parseLong(length);
        }
        return request.isEnded() ? 0 : Route.longestBody(context);
    }

    private static int rows(Cost cost, RoutingContext context) {
        if (cost.perRow() == 0) {
            return 0;
        }
        int rows = PageRows.DEFAULT;
        String given = context.request().getParam(PageRows.PARAMETER);
        if (given != null) {
            try {
                // A request for more rows is rejected, and pays for the maximum.
                rows = Math.max(0, Math.min(PageRows.MAX, Integer.parseInt(given)));
            } catch (NumberFormatException rejectedByTheMethod) {
                rows = 0;
            }
        }
        return rows * cost.perRow() / HUNDREDTHS;
    }

    /** The price of the calls in one request beyond that of a first, ordinary one. */
    private static int calls(Cost cost, ResteasyReactiveContainerRequestContext request) {
        if (cost.perCall() == 0) {
            return 0;
        }
        String named = request.getUriInfo().getPathParameters().getFirst(Cost.CALLS);
        return named == null ? 0 : calls(cost, named);
    }

    static int calls(Cost cost, String named) {
        int price = -cost.perCall();
        for (String call : named.split(",", -1)) {
            price += cost.perCall();
            for (Cost.Call dear : cost.dear()) {
                price += dear.name().equals(call) ? dear.more() : 0;
            }
        }
        return price;
    }
}
