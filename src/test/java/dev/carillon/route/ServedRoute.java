package dev.carillon.route;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;

/** A resource method that the running server can match, asked of the server itself. */
public record ServedRoute(String verb, String template, String method) {

    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    public static List<ServedRoute> all() {
        List<ServedRoute> routes = new ArrayList<>();
        RuntimeResourceVisitor.visitRuntimeResources(
                "", ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(), new RuntimeResourceVisitor() {
                    @Override
                    public void visitRuntimeResource(String verb, String path, RuntimeResource resource) {
                        routes.add(new ServedRoute(
                                verb,
                                path,
                                resource.getResourceClass().getSimpleName() + "." + resource.getJavaMethodName()));
                    }
                });
        return routes;
    }

    boolean acts() {
        return !READS.contains(verb);
    }

    /** The path with a value for each parameter. */
    public String path() {
        String one =
                template.contains("trpc") ? verb.equals("GET") ? "notifications.unread" : "notifications.create" : "1";
        String path = template.replaceAll("\\{[^}]+}", one);
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
