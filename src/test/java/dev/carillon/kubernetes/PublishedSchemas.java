package dev.carillon.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The custom resource definitions of one version of a vendor's product, from a folder. They are checked as an API server
 * would check: unknown fields are rejected. Conditions in CEL are not looked at.
 */
record PublishedSchemas(Map<String, JsonNode> schemas) {

    static PublishedSchemas read(Path folder) throws IOException {
        Map<String, JsonNode> schemas = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                Manifests.parse(Files.readString(file))
                        .all("CustomResourceDefinition")
                        .forEach(definition -> {
                            for (JsonNode version : definition.at("/spec/versions")) {
                                schemas.put(
                                        definition.at("/spec/group").asText() + "/"
                                                + version.path("name").asText() + "/"
                                                + definition
                                                        .at("/spec/names/kind")
                                                        .asText(),
                                        version.at("/schema/openAPIV3Schema"));
                            }
                        });
            }
        }
        return new PublishedSchemas(Map.copyOf(schemas));
    }

    boolean know(JsonNode object) {
        return schemas.containsKey(type(object));
    }

    List<String> faults(JsonNode object) {
        List<String> faults = new ArrayList<>();
        check(schemas.get(type(object)), object, Manifests.idOf(object), faults);
        return faults;
    }

    private static String type(JsonNode object) {
        return object.path("apiVersion").asText() + "/" + object.path("kind").asText();
    }

    private static void check(JsonNode schema, JsonNode value, String path, List<String> faults) {
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            return;
        }
        if (!isOf(schema.path("type").asText(), value)) {
            faults.add(path + " is no " + schema.path("type").asText());
            return;
        }
        if (schema.has("enum") && Manifests.stream(schema.path("enum")).noneMatch(value::equals)) {
            faults.add(path + " is none of " + schema.path("enum"));
        }
        if (schema.has("pattern")
                && !Pattern.compile(schema.path("pattern").asText())
                        .matcher(value.asText())
                        .find()) {
            faults.add(path + " does not match " + schema.path("pattern").asText());
        }
        bounds(schema, value, path, faults);
        Manifests.stream(schema.path("required"))
                .map(JsonNode::asText)
                .filter(name -> value.isObject() && !value.has(name))
                .forEach(name -> faults.add(path + "." + name + " is missing"));
        value.properties().forEach(field -> {
            JsonNode known = schema.path("properties").path(field.getKey());
            JsonNode other = schema.path("additionalProperties");
            String place = path + "." + field.getKey();
            if (!known.isMissingNode()) {
                check(known, field.getValue(), place, faults);
            } else if (other.isObject()) {
                check(other, field.getValue(), place, faults);
            } else if (schema.has("properties")
                    && !schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
                faults.add(place + " is not known");
            }
        });
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            check(schema.path("items"), value.get(i), path + "[" + i + "]", faults);
        }
    }

    private static void bounds(JsonNode schema, JsonNode value, String path, List<String> faults) {
        boolean small = schema.has("minimum")
                && value.asDouble() < schema.path("minimum").asDouble();
        boolean large = schema.has("maximum")
                && value.asDouble() > schema.path("maximum").asDouble();
        boolean few = value.isArray() && value.size() < schema.path("minItems").asInt(0);
        boolean many = value.isArray() && value.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE);
        boolean brief = value.isTextual()
                && value.asText().length() < schema.path("minLength").asInt(0);
        boolean wordy = value.isTextual()
                && value.asText().length() > schema.path("maxLength").asInt(Integer.MAX_VALUE);
        if (small || large || few || many || brief || wordy) {
            faults.add(path + " is out of bounds");
        }
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> true;
        };
    }
}
