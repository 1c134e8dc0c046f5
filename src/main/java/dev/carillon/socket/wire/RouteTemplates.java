package dev.carillon.socket.wire;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;

/** The path templates that resources declare. */
final class RouteTemplates {

    /** Label of every path without a route. */
    static final String UNROUTED = "/unrouted";

    private static final Pattern PARAMETER = Pattern.compile("\\{([^:}]+?)\\s*(?::[^}]*)?}");

    private final Map<String, String> literal = new HashMap<>();
    private final Map<Integer, List<String[]>> withParameters = new HashMap<>();

    RouteTemplates(Set<String> templates) {
        for (String path : templates) {
            String template = clean(path);
            if (template.contains("{")) {
                String[] segments = template.split("/");
                withParameters
                        .computeIfAbsent(segments.length, n -> new ArrayList<>())
                        .add(segments);
            } else {
                literal.put(template, template);
            }
        }
    }

    /** One slash between segments, none at the end, and no patterns of parameters. */
    private static String clean(String path) {
        String slashes = ("/" + path).replaceAll("/+", "/");
        String whole =
                slashes.length() > 1 && slashes.endsWith("/") ? slashes.substring(0, slashes.length() - 1) : slashes;
        return PARAMETER.matcher(whole).replaceAll("{$1}");
    }

    /** The templates of the server's own routing table. */
    public static RouteTemplates served() {
        Set<String> paths = new HashSet<>();
        RuntimeResourceVisitor.visitRuntimeResources(
                "", ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(), new RuntimeResourceVisitor() {
                    @Override
                    public void visitRuntimeResource(String verb, String path, RuntimeResource resource) {
                        paths.add(path);
                    }
                });
        return new RouteTemplates(paths);
    }

    /** The template that a path matches, or {@link #UNROUTED}; never a part of the path that is not declared. */
    public String of(String path) {
        String known = path == null ? UNROUTED : literal.get(path);
        if (known != null) {
            return known;
        }
        String[] segments = path.split("/");
        for (String[] template : withParameters.getOrDefault(segments.length, List.of())) {
            if (fits(template, segments)) {
                return String.join("/", template);
            }
        }
        return UNROUTED;
    }

    /** Whether this is one of the templates themselves. */
    boolean isTemplate(String label) {
        return literal.containsKey(label)
                || withParameters.getOrDefault(label.split("/").length, List.of()).stream()
                        .anyMatch(template -> String.join("/", template).equals(label));
    }

    private static boolean fits(String[] template, String[] segments) {
        for (int i = 0; i < template.length; i++) {
            if (!template[i].startsWith("{") && !template[i].equals(segments[i])) {
                return false;
            }
        }
        return true;
    }
}
