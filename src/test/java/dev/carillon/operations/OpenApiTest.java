package dev.carillon.operations;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.EmbeddedResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class OpenApiTest {

    private JsonObject api;

    @BeforeEach
    void read() {
        api = new JsonObject(
                given().queryParam("format", "json").get("/q/openapi").asString());
    }

    @Test
    void everyRouteSaysWhatItAnswersWithoutACredential() {
        // Given
        List<Route> routes = routes();

        // When
        List<Route> silent = routes.stream()
                .filter(route -> !route.answers().containsKey("401"))
                .toList();

        // Then
        assertThat(routes).hasSizeGreaterThan(10);
        assertThat(silent).isEmpty();
    }

    @Test
    void everyRouteThatTakesABodySaysHowItRefusesOne() {
        // Given
        List<Route> routes = routes().stream()
                .filter(route -> route.operation().containsKey("requestBody"))
                .toList();

        // When
        List<Route> silent = routes.stream()
                .filter(route -> !route.answers().fieldNames().containsAll(Set.of("400", "413", "415")))
                .toList();

        // Then
        assertThat(routes).isNotEmpty();
        assertThat(silent).isEmpty();
    }

    @Test
    void everyErrorHasABodyWithASchema() {
        // Given
        List<Route> routes = routes();

        // When
        List<String> bare = routes.stream()
                .flatMap(route -> route.answers().fieldNames().stream()
                        .filter(status -> status.startsWith("4") || status.startsWith("5"))
                        // Written by Quarkus for every secured route.
                        .filter(status -> !status.equals("403"))
                        .filter(status -> !hasSchema(route.answers().getJsonObject(status)))
                        .map(status -> route.name() + " " + status))
                .toList();

        // Then
        assertThat(bare).isEmpty();
    }

    @Test
    void everyRouteHasANameThatAGeneratorCanUse() {
        // Given
        List<Route> routes = routes();

        // When
        List<String> names = routes.stream()
                .map(route -> route.operation().getString("operationId"))
                .toList();

        // Then
        assertThat(names).doesNotContainNull().doesNotHaveDuplicates();
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        // Given
        String text = api.encode();

        // When
        Set<String> dangling = new HashSet<>();
        var reference = Pattern.compile("#/components/(\\w+)/(\\w+)").matcher(text);
        while (reference.find()) {
            JsonObject kind = api.getJsonObject("components").getJsonObject(reference.group(1));
            if (kind == null || !kind.containsKey(reference.group(2))) {
                dangling.add(reference.group());
            }
        }

        // Then
        assertThat(dangling).isEmpty();
    }

    private boolean hasSchema(JsonObject answer) {
        JsonObject resolved = answer;
        if (answer.containsKey("$ref")) {
            String name = answer.getString("$ref").replaceAll(".*/", "");
            resolved =
                    api.getJsonObject("components").getJsonObject("responses").getJsonObject(name);
        }
        JsonObject content = resolved == null ? null : resolved.getJsonObject("content");
        return content != null
                && content.stream().allMatch(media -> ((JsonObject) media.getValue()).containsKey("schema"));
    }

    private List<Route> routes() {
        Set<String> methods = Set.of("get", "post", "patch", "delete", "put");
        return api.getJsonObject("paths").stream()
                .flatMap(path -> ((JsonObject) path.getValue())
                        .stream()
                                .filter(method -> methods.contains(method.getKey()))
                                .map(method -> new Route(
                                        method.getKey() + " " + path.getKey(), (JsonObject) method.getValue())))
                .collect(Collectors.toList());
    }

    private record Route(String name, JsonObject operation) {
        JsonObject answers() {
            return operation.getJsonObject("responses");
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
