package dev.carillon.limit;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;

/** Maps each resource method that the server can match to its cost. None lacks a cost. */
@Singleton
class CostTable {

    private volatile Map<Method, Cost> costs = Map.of();

    /** @throws IllegalStateException if a resource method has no cost; the application does not start then */
    void read(@Observes StartupEvent start) {
        List<Method> methods = new ArrayList<>();
        RuntimeResourceVisitor.visitRuntimeResources(
                "", ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(), new RuntimeResourceVisitor() {
                    @Override
                    public void visitRuntimeResource(String verb, String path, RuntimeResource resource) {
                        methods.add(resource.getLazyMethod().getMethod());
                    }
                });
        costs = of(methods);
    }

    static Map<Method, Cost> of(List<Method> methods) {
        Map<Method, Cost> found = new HashMap<>();
        List<String> missing = new ArrayList<>();
        for (Method method : methods) {
            Cost cost = method.getAnnotation(Cost.class);
            if (cost == null) {
                missing.add(method.getDeclaringClass().getSimpleName() + "." + method.getName());
            } else {
                found.put(method, cost);
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("Resource methods without @Cost: " + missing);
        }
        return Map.copyOf(found);
    }

    /** Of a method that the server has matched. */
    Cost of(Method method) {
        return Objects.requireNonNull(costs.get(method));
    }

    Map<Method, Cost> all() {
        return costs;
    }
}
