package dev.carillon.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.testkit.Command;
import dev.carillon.testkit.Npm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The models of custom resources that npm's {@code @kubernetes-models} publish, made from the vendors' definitions. Their
 * types know every field, and their validators know patterns and required fields.
 */
final class VendorModels {

    private static final Path DIRECTORY = Path.of("src/test/kubernetes-models");
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> PACKAGES = Map.of(
            "gateway.networking.k8s.io", "gateway-api",
            "gateway.envoyproxy.io", "envoy-gateway",
            "networking.gke.io", "gke",
            "keda.sh", "keda",
            "monitoring.coreos.com", "prometheus-operator",
            "traefik.io", "traefik");

    private VendorModels() {}

    static boolean know(JsonNode object) {
        return PACKAGES.containsKey(group(object));
    }

    /** The faults of each object, in their order; an empty text for an object without. */
    static List<String> faults(List<JsonNode> objects) throws IOException {
        new Npm(DIRECTORY).install();
        List<String> faults = new ArrayList<>();
        List<String> types = types(objects);
        List<String> values = values(objects);
        for (int i = 0; i < objects.size(); i++) {
            faults.add((types.get(i) + " " + values.get(i)).strip());
        }
        return faults;
    }

    private static String group(JsonNode object) {
        return object.path("apiVersion").asText().split("/")[0];
    }

    /** By the compiler: a field that a type does not have, or a value of another type. One object a line. */
    private static List<String> types(List<JsonNode> objects) throws IOException {
        Path file = DIRECTORY.resolve("node_modules/objects.ts");
        StringBuilder source = new StringBuilder();
        for (JsonNode object : objects) {
            String module = "@kubernetes-models/" + PACKAGES.get(group(object)) + "/"
                    + object.path("apiVersion").asText();
            source.append("export const o")
                    .append(source.length())
                    .append(": import('")
                    .append(module)
                    .append("').I")
                    .append(object.path("kind").asText())
                    .append(" = ")
                    .append(object)
                    .append(";\n");
        }
        Files.writeString(file, source);
        Command compiler = Command.run(
                DIRECTORY,
                LIMIT,
                "node",
                "node_modules/typescript/bin/tsc",
                "--noEmit",
                "--strict",
                "--skipLibCheck",
                "--target",
                "es2022",
                "--module",
                "nodenext",
                "--pretty",
                "false",
                "node_modules/objects.ts");
        List<String> faults = new ArrayList<>();
        for (int line = 1; line <= objects.size(); line++) {
            String place = "objects.ts(" + line + ",";
            faults.add(String.join(
                    " ",
                    compiler.text().lines().filter(text -> text.contains(place)).toList()));
        }
        if (!compiler.succeeded() && faults.stream().allMatch(String::isEmpty)) {
            throw new IOException(compiler.text());
        }
        return faults;
    }

    /** By the validators: patterns, enumerations, bounds, and what is required. */
    private static List<String> values(List<JsonNode> objects) throws IOException {
        Path file = DIRECTORY.resolve("node_modules/objects.jsonl");
        Files.write(file, objects.stream().map(JsonNode::toString).toList());
        Command node = Command.run(DIRECTORY, LIMIT, "node", "validate.mjs", "node_modules/objects.jsonl");
        List<String> faults = new ArrayList<>();
        for (String line : node.output().lines().toList()) {
            faults.add(JSON.readTree(line).asText());
        }
        if (faults.size() != objects.size()) {
            throw new IOException(node.text());
        }
        return faults;
    }
}
