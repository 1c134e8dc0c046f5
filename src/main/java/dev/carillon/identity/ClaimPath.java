package dev.carillon.identity;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The path of a claim in the JSON of a session or a token. {@code user.id} descends into objects. A path that begins with a
 * slash is a JSON pointer, for names that contain dots ({@code /https:~1~1app.example~1org}).
 */
public final class ClaimPath {

    private final JsonPointer pointer;

    public ClaimPath(String path) {
        this.pointer = JsonPointer.compile(
                path.startsWith("/")
                        ? path
                        : "/" + path.replace("~", "~0").replace("/", "~1").replace('.', '/'));
    }

    /** The id at this path, a JSON number as decimal digits; empty if there is neither text nor an integer. */
    public Optional<String> id(JsonNode document) {
        JsonNode node = document.at(pointer);
        return node.isTextual() || node.isIntegralNumber() ? Optional.of(node.asText()) : Optional.empty();
    }

    /** The names at this path: an array of texts, or one text separated by blanks or commas. */
    public Set<String> names(JsonNode document) {
        JsonNode node = document.at(pointer);
        Set<String> names = new HashSet<>();
        if (node.isTextual()) {
            Collections.addAll(names, node.asText().split("[ ,]+"));
        }
        node.forEach(element -> {
            if (element.isTextual()) {
                names.add(element.asText());
            }
        });
        names.remove("");
        return names;
    }
}
