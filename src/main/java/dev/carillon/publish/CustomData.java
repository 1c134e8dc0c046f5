package dev.carillon.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.carillon.problem.InvalidField;
import dev.carillon.sse.SseText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The free JSON object of a notification, in the one form that every client is sent. */
final class CustomData {

    private CustomData() {}

    /**
     * Compact JSON, or null for none.
     *
     * @throws InvalidField if it is larger or nested deeper than allowed, on every route
     */
    static @Nullable String text(ObjectNode data, int maxBytes, int maxDepth) {
        if (data == null) {
            return null;
        }
        String text = clean(data, maxDepth).toString();
        if (text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new InvalidField("data", "must not be larger than " + maxBytes + " bytes of JSON");
        }
        return text;
    }

    /** A copy that UTF-8, PostgreSQL and every JSON parser can hold. */
    private static JsonNode clean(JsonNode node, int depth) {
        if (node.isContainerNode() && depth == 0) {
            throw new InvalidField("data", "is nested too deeply");
        }
        if (node.isTextual()) {
            return TextNode.valueOf(SseText.clean(node.textValue()));
        }
        if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
            throw new InvalidField("data", "holds a number beyond the range of a double");
        }
        if (node.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(node.size());
            node.forEach(element -> copy.add(clean(element, depth - 1)));
            return copy;
        }
        if (node.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            node.properties()
                    .forEach(field -> copy.set(SseText.clean(field.getKey()), clean(field.getValue(), depth - 1)));
            return copy;
        }
        return node;
    }
}
