package dev.carillon.route;

import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/** Watches, as the last filter of all, which requests with a name of their own are about to run a resource method. */
@Singleton
public class Reached {

    static final String NAME = "X-Test-Name";

    private static final int LAST = 1_000_000;

    private final Map<String, String> methods = new ConcurrentHashMap<>();

    @ServerRequestFilter(priority = LAST)
    public void note(SimpleResourceInfo matched, RoutingContext context) {
        String name = context.request().getHeader(NAME);
        if (name != null) {
            methods.put(name, matched.getResourceClass().getSimpleName() + "." + matched.getMethodName());
        }
    }

    /** The class and the method that the request was about to run; null where it was kept from any. */
    String method(String name) {
        return methods.get(name);
    }
}
