package dev.carillon.route;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;
import org.jspecify.annotations.Nullable;

/** Every resource method that the server can match, with its rules. No method is without. */
@Singleton
class RouteTable {

    private final Supplier<List<Method>> methods;

    // A request may arrive before the start is complete. The first caller fills this, always with the same content.
    private volatile @Nullable Map<Method, Route> routes;

    @Inject
    RouteTable() {
        this(RouteTable::served);
    }

    RouteTable(Supplier<List<Method>> methods) {
        this.methods = methods;
    }

    /** @throws IllegalStateException if a resource method has no rules; the application does not start then */
    void read(@Observes StartupEvent start) {
        routes();
    }

    /** Empty for a method that has no rules. */
    Optional<Route> find(Method method) {
        return Optional.ofNullable(routes().get(method));
    }

    private Map<Method, Route> routes() {
        if (routes == null) {
            routes = of(methods.get());
        }
        return routes;
    }

    private static List<Method> served() {
        List<Method> methods = new ArrayList<>();
        RuntimeResourceVisitor.visitRuntimeResources(
                "", ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(), new RuntimeResourceVisitor() {
                    @Override
                    public void visitRuntimeResource(String verb, String path, RuntimeResource resource) {
                        methods.add(resource.getLazyMethod().getMethod());
                    }
                });
        return methods;
    }

    static Map<Method, Route> of(List<Method> methods) {
        Map<Method, Route> found = new HashMap<>();
        List<String> missing = new ArrayList<>();
        for (Method method : methods) {
            String name = method.getDeclaringClass().getSimpleName() + "." + method.getName();
            Rules rules = method.getAnnotation(Rules.class);
            if (rules == null) {
                missing.add(name);
            } else {
                found.put(method, Route.of(name, rules, QueryNames.of(method)));
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("Resource methods without @Rules: " + missing);
        }
        return Map.copyOf(found);
    }
}
