package dev.carillon.supply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/**
 * The npm packages and everything that they bring along, in the versions that they were built and tested with. Another install may get later ones of the same major version. A peer, such as React, is the application's own.
 *
 * @param lock {@code package-lock.json} of the packages' workspace
 */
record NpmComponents(String version, JsonNode lock) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODULES = "node_modules/";
    private static final String SHA512 = "sha512-";

    /** As CycloneDX, with nothing of the time or the machine. */
    String cycloneDx() throws IOException {
        ObjectNode list = JSON.createObjectNode()
                .put("bomFormat", "CycloneDX")
                .put("specVersion", "1.6")
                .put("version", 1);
        list.putObject("metadata")
                .putObject("component")
                .put("type", "application")
                .put("name", "carillon-npm")
                .put("version", version);
        ArrayNode components = list.putArray("components");
        ArrayNode dependencies = list.putArray("dependencies");
        found().values().forEach(path -> {
            JsonNode one = packages().path(path);
            components.add(component(path, one));
            ArrayNode dependsOn =
                    dependencies.addObject().put("ref", purl(path, one)).putArray("dependsOn");
            one.path("dependencies").fieldNames().forEachRemaining(name -> {
                String dependency = resolve(path, name);
                dependsOn.add(purl(dependency, packages().path(dependency)));
            });
        });
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(list) + "\n";
    }

    /** The path of each in the lock file, by its purl. */
    private Map<String, String> found() {
        Map<String, String> found = new TreeMap<>();
        Queue<String> open = new ArrayDeque<>();
        packages().path("").path("workspaces").forEach(workspace -> open.add(workspace.asText()));
        while (!open.isEmpty()) {
            String path = open.remove();
            JsonNode one = packages().path(path);
            if (found.put(purl(path, one), path) == null) {
                one.path("dependencies").fieldNames().forEachRemaining(name -> open.add(resolve(path, name)));
            }
        }
        return found;
    }

    /** As Node looks for it: in the package's own modules first, then in those of the whole workspace. */
    private String resolve(String path, String name) {
        String nested = path + "/" + MODULES + name;
        String found = packages().has(nested) ? nested : MODULES + name;
        JsonNode one = packages().path(found);
        if (one.isMissingNode()) {
            throw new IllegalArgumentException("The lock file has no " + name + " for " + path);
        }
        return one.path("link").asBoolean() ? one.path("resolved").asText() : found;
    }

    private static ObjectNode component(String path, JsonNode one) {
        String purl = purl(path, one);
        ObjectNode component = JSON.createObjectNode()
                .put("type", "library")
                .put("bom-ref", purl)
                .put("name", name(path, one))
                .put("version", one.path("version").asText());
        String integrity = one.path("integrity").asText();
        if (integrity.startsWith(SHA512)) {
            component
                    .putArray("hashes")
                    .addObject()
                    .put("alg", "SHA-512")
                    .put(
                            "content",
                            HexFormat.of().formatHex(Base64.getDecoder().decode(integrity.substring(SHA512.length()))));
        }
        component
                .putArray("licenses")
                .addObject()
                .putObject("license")
                .put("id", one.path("license").asText());
        return component.put("purl", purl);
    }

    private static String purl(String path, JsonNode one) {
        return "pkg:npm/" + name(path, one).replace("@", "%40") + "@"
                + one.path("version").asText();
    }

    private static String name(String path, JsonNode one) {
        // Packages of the workspace have their name in the lock file, others have it in their path.
        return one.path("name").asText(path.replaceFirst("^.*" + MODULES, ""));
    }

    private JsonNode packages() {
        return lock.path("packages");
    }
}
