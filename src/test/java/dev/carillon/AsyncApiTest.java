package dev.carillon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.carillon.testkit.OpenApiDocument;
import dev.carillon.testkit.ProtocolDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/asyncapi.yaml} has the messages and fields of {@code docs/protocol.md}, which {@code StreamMessagesTest}
 * compares with those of a running pod.
 */
class AsyncApiTest {

    private final JsonNode document = read();
    private final ProtocolDocument protocol = ProtocolDocument.read();

    @Test
    void everyMessageOfTheStreamIsDescribed() {
        // Given
        Set<String> documented = new TreeSet<>(protocol.messages());
        // The console's, whose form belongs to its page.
        documented.remove("cluster");

        // When
        Set<String> described = names(document.at("/components/messages"));

        // Then
        assertThat(described).isEqualTo(documented);
        assertThat(names(document.at("/channels/notifications/messages"))).isEqualTo(documented);
    }

    @Test
    void everyMessageHasTheDocumentedFields() {
        for (String type : names(document.at("/components/messages"))) {
            JsonNode schema = schema(type);
            assertThat(schema.at("/properties/type/const").asText()).isEqualTo(type);
            assertThat(names(schema.get("properties")))
                    .as(type)
                    .containsExactlyInAnyOrderElementsOf(protocol.messageFields(type));
        }
    }

    @Test
    void notificationIsThatOfTheApi() {
        // When
        JsonNode notification = document.at("/components/schemas/Notification");
        var ofTheApi = OpenApiDocument.read()
                .getJsonObject("components")
                .getJsonObject("schemas")
                .getJsonObject("Notification");

        // Then
        assertThat(names(notification.get("properties")))
                .isEqualTo(new TreeSet<>(ofTheApi.getJsonObject("properties").fieldNames()));
        assertThat(notification.get("required"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrderElementsOf(ofTheApi.getJsonArray("required").stream()
                        .map(String::valueOf)
                        .toList());
    }

    private JsonNode schema(String type) {
        String reference =
                document.at("/components/messages/" + type + "/payload/$ref").asText();
        return document.at(reference.substring(1));
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode read() {
        try {
            return new ObjectMapper(new YAMLFactory())
                    .readTree(Path.of("docs/asyncapi.yaml").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
