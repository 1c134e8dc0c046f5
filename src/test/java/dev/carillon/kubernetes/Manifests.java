package dev.carillon.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Objects as kustomize gives them. */
record Manifests(List<JsonNode> objects) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws org.yaml.snakeyaml.error.YAMLException if it is no YAML, or says something twice */
    static Manifests parse(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<JsonNode> objects = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(options)).loadAll(yaml)) {
            if (document != null) {
                objects.add(JSON.valueToTree(document));
            }
        }
        return new Manifests(List.copyOf(objects));
    }

    Stream<JsonNode> all(String kind) {
        return objects.stream().filter(object -> object.path("kind").asText().equals(kind));
    }

    /** A missing node if there is none. */
    JsonNode one(String kind, String name) {
        return all(kind)
                .filter(object -> nameOf(object).equals(name))
                .findFirst()
                .orElse(JSON.missingNode());
    }

    /** The Deployment of Carillon itself. */
    JsonNode deployment() {
        return one("Deployment", "carillon");
    }

    JsonNode pod() {
        return deployment().at("/spec/template/spec");
    }

    JsonNode container() {
        return pod().at("/containers/0");
    }

    /** The application's setting in the ConfigMap that the Deployment names; empty if there is none. */
    String setting(String key) {
        String name = stream(container().path("envFrom"))
                .map(source -> source.at("/configMapRef/name").asText())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        return one("ConfigMap", name).path("data").path(key).asText();
    }

    static String nameOf(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    static String idOf(JsonNode object) {
        return object.path("kind").asText() + "/" + nameOf(object);
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
