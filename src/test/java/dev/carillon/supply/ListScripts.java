package dev.carillon.supply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A step of the build: adds the packages in the served scripts to the list of components (CycloneDX, JSON). Maven
 * knows the libraries only; the scripts are built by npm, before, and committed.
 */
final class ListScripts {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ListScripts() {}

    /** @param args the list of components, which an offline build does not make, and the list of the scripts' build */
    public static void main(String[] args) throws IOException {
        Path list = Path.of(args[0]);
        if (Files.exists(list)) {
            JsonNode scripts = JSON.readTree(Files.readString(Path.of(args[1])));
            Files.writeString(list, added(Files.readString(list), scripts));
        }
    }

    /** Once, however often it is called. */
    static String added(String list, JsonNode scripts) throws IOException {
        ObjectNode sbom = (ObjectNode) JSON.readTree(list);
        ArrayNode components = sbom.withArray("components");
        String application =
                sbom.path("metadata").path("component").path("bom-ref").asText();
        for (JsonNode script : scripts) {
            ObjectNode component = component(script);
            String reference = component.path("bom-ref").asText();
            if (components.findValuesAsText("bom-ref").contains(reference)) {
                continue;
            }
            components.add(component);
            ArrayNode dependencies = sbom.withArray("dependencies");
            dependencies.addObject().put("ref", reference).putArray("dependsOn");
            for (JsonNode dependency : dependencies) {
                if (dependency.path("ref").asText().equals(application)) {
                    ((ObjectNode) dependency).withArray("dependsOn").add(reference);
                }
            }
        }
        return sbom.toPrettyString() + "\n";
    }

    private static ObjectNode component(JsonNode script) {
        String name = script.path("name").asText();
        String version = script.path("version").asText();
        String purl = "pkg:npm/" + name.replace("@", "%40") + "@" + version;
        ObjectNode component = JSON.createObjectNode().put("type", "library").put("bom-ref", purl);
        if (name.startsWith("@")) {
            component.put("group", name.substring(0, name.indexOf('/')));
        }
        component
                .put("name", name.substring(name.indexOf('/') + 1))
                .put("version", version)
                .put("scope", "required");
        component
                .putArray("licenses")
                .addObject()
                .putObject("license")
                .put("id", script.path("license").asText());
        return component.put("purl", purl);
    }
}
