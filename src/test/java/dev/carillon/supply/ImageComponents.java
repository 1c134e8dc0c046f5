package dev.carillon.supply;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The components that the base brings into the image: its system, its packages and its JVM. The application's own are in a list
 * of their own.
 *
 * @param lines {@code KEY="value"} of os-release and of the JVM's release, and {@code package <name> <version> <architecture>}
 */
record ImageComponents(String version, List<String> lines) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As CycloneDX, with nothing of the time or the machine. */
    String cycloneDx() throws IOException {
        Map<String, String> facts = new TreeMap<>();
        Map<String, String[]> packages = new TreeMap<>();
        for (String line : lines) {
            if (line.startsWith("package ")) {
                packages.put(line, line.split(" ", 4));
            } else if (line.contains("=")) {
                String[] pair = line.split("=", 2);
                facts.put(pair[0], pair[1].replace("\"", ""));
            }
        }
        if (packages.isEmpty() || !facts.containsKey("ID") || !facts.containsKey("JAVA_RUNTIME_VERSION")) {
            throw new IllegalArgumentException("The image does not tell its system, its packages and its JVM");
        }
        return write(facts, packages);
    }

    private String write(Map<String, String> facts, Map<String, String[]> packages) throws IOException {
        String system = facts.get("ID");
        ObjectNode list = JSON.createObjectNode()
                .put("bomFormat", "CycloneDX")
                .put("specVersion", "1.6")
                .put("version", 1);
        add(list.putObject("metadata").putObject("component"), "container", "carillon", version);
        add(component(list), "operating-system", system, facts.getOrDefault("VERSION_ID", ""));
        add(component(list), "framework", "openjdk", facts.get("JAVA_RUNTIME_VERSION"))
                .putObject("supplier")
                .put("name", facts.getOrDefault("IMPLEMENTOR", "unknown"));
        for (String[] each : packages.values()) {
            add(component(list), "library", each[1], each[2])
                    .put("purl", "pkg:deb/" + system + "/" + each[1] + "@" + each[2] + "?arch=" + each[3]);
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(list) + "\n";
    }

    private static ObjectNode component(ObjectNode list) {
        return list.withArray("components").addObject();
    }

    private static ObjectNode add(ObjectNode component, String type, String name, String version) {
        return component.put("type", type).put("name", name).put("version", version);
    }
}
