package dev.carillon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.problem.ProblemCode;
import dev.carillon.testkit.OpenApiDocument;
import dev.carillon.testkit.ProtocolDocument;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/protocol.md} describes the same API as the OpenAPI document. */
class ProtocolDocumentTest {

    private final ProtocolDocument document = ProtocolDocument.read();
    private final JsonObject api = OpenApiDocument.read();
    private final JsonObject schemas = api.getJsonObject("components").getJsonObject("schemas");

    @Test
    void everyRouteHasItsSectionAndEverySectionItsRoute() {
        // When
        Set<String> described = routes().keySet();

        // Then
        assertThat(described).hasSizeGreaterThan(20);
        assertThat(document.routes()).containsExactlyInAnyOrderElementsOf(described);
    }

    @Test
    void everyRouteListsItsStatusesExceptThoseOfAllRoutes() {
        // Given
        Set<String> common =
                Set.of("400", "405", "406", "408", "413", "414", "415", "429", "431", "500", "501", "503", "505");

        // Then
        routes().forEach((name, operation) -> {
            Set<String> answers = operation.getJsonObject("responses").fieldNames();
            assertThat(answers).as(name).containsAll(document.statuses(name));
            assertThat(answers.stream().filter(status -> !common.contains(status)))
                    .as(name)
                    .isSubsetOf(document.statuses(name));
        });
    }

    @Test
    void everyKindOfErrorIsListed() {
        // Given
        String document = ProtocolDocument.text();

        // Then
        assertThat(ProblemCode.values())
                .allSatisfy(code -> assertThat(document).contains("` | `" + code.label() + "` | "));
    }

    @Test
    void everyRouteListsItsParameters() {
        routes().forEach((name, operation) -> {
            Set<String> described = operation.getJsonArray("parameters", new JsonArray()).stream()
                    .map(JsonObject.class::cast)
                    .map(parameter -> parameter.getString("name") + " in " + parameter.getString("in"))
                    .collect(Collectors.toSet());
            assertThat(document.parameters(name)).as(name).containsExactlyInAnyOrderElementsOf(described);
        });
    }

    @Test
    void everyObjectListsItsFieldsAndWhichAreRequired() {
        assertThat(schemas.fieldNames()).hasSizeGreaterThan(20);
        for (String name : schemas.fieldNames()) {
            JsonObject schema = schemas.getJsonObject(name);
            assertThat(document.has(name)).as(name).isTrue();
            assertThat(document.fields(name))
                    .as(name)
                    .containsExactlyInAnyOrderElementsOf(
                            schema.getJsonObject("properties", new JsonObject()).fieldNames());
            if (isRequest(name)) {
                Set<String> required = schema.getJsonArray("required", new JsonArray()).stream()
                        .map(String::valueOf)
                        .collect(Collectors.toCollection(TreeSet::new));
                assertThat(document.requiredFields(name)).as(name).containsExactlyInAnyOrderElementsOf(required);
            }
        }
    }

    @Test
    void everyValueOfAClosedListIsNamed() {
        for (String name : schemas.fieldNames()) {
            for (Object value : schemas.getJsonObject(name).getJsonArray("enum", new JsonArray())) {
                assertThat(document.section(name)).as(name).contains("`" + value + "`");
            }
        }
    }

    /** Whether some route takes it, alone or within another; of answers nothing is required. */
    private boolean isRequest(String schema) {
        String reference = "#/components/schemas/" + schema + "\"";
        boolean direct = routes().values().stream()
                .map(operation -> operation.getJsonObject("requestBody", new JsonObject()))
                .anyMatch(body -> body.encode().contains(reference));
        return direct || schema.equals("CreateNotification");
    }

    private Map<String, JsonObject> routes() {
        Map<String, JsonObject> routes = new TreeMap<>();
        JsonObject paths = api.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            for (String method : paths.getJsonObject(path).fieldNames()) {
                routes.put(
                        method.toUpperCase(Locale.ROOT) + " " + path,
                        paths.getJsonObject(path).getJsonObject(method));
            }
        }
        return routes;
    }
}
