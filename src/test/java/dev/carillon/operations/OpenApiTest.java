package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.OpenApiDocument;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The API's description as the build makes it; no pod serves it. */
class OpenApiTest {

    private final JsonObject api = OpenApiDocument.read();

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
    void everyRouteThatTakesABodySaysHowItRejectsOne() {
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

    @Test
    void aGeneratorFindsNothingWrongWithIt() {
        // When
        SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(api.encode(), null, null);

        // Then
        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getPaths()).hasSameSizeAs(api.getJsonObject("paths"));
        assertThat(parsed.getOpenAPI().getComponents().getSchemas()).containsKeys("Notification", "Problem");
    }

    @Test
    void everyWayOfSigningInIsDescribed() {
        // When
        JsonObject schemes = api.getJsonObject("components").getJsonObject("securitySchemes");

        // Then
        assertThat(schemes.fieldNames()).containsExactlyInAnyOrder("session", "token", "apiKey", "ticket");
        assertThat(scheme(schemes, "session", "in", "name")).containsExactly("apiKey", "cookie", "connect.sid");
        assertThat(scheme(schemes, "token", "scheme", "bearerFormat")).containsExactly("http", "bearer", "JWT");
        assertThat(scheme(schemes, "apiKey", "in", "name")).containsExactly("apiKey", "header", "X-Api-Key");
        assertThat(scheme(schemes, "ticket", "in", "name")).containsExactly("apiKey", "query", "ticket");
    }

    @Test
    void everyRouteSaysHowToSignIn() {
        // Given
        Set<String> usual = Set.of("session", "token", "apiKey");

        // When
        Map<String, Set<String>> ways =
                routes().stream().collect(Collectors.toMap(Route::name, route -> waysIn(route.operation())));

        // Then
        for (String held : List.of("get /api/notifications/stream", "get /api/notifications/poll")) {
            assertThat(ways.remove(held)).containsExactlyInAnyOrder("session", "token", "ticket");
        }
        assertThat(ways).allSatisfy((name, way) -> assertThat(way).as(name).isEqualTo(usual));
    }

    @Test
    void everyJsonBodyHasAnExample() {
        // When
        List<String> bare = new ArrayList<>();
        for (Route route : routes()) {
            media(route.operation().getJsonObject("requestBody"))
                    .filter(body -> !hasExample(body))
                    .forEach(body -> bare.add(route.name() + " request"));
            for (String status : route.answers().fieldNames()) {
                media(resolved(route.answers().getJsonObject(status)))
                        .filter(body -> !hasExample(body))
                        .forEach(body -> bare.add(route.name() + " " + status));
            }
        }

        // Then
        assertThat(bare).isEmpty();
    }

    private static List<String> scheme(JsonObject schemes, String name, String... fields) {
        JsonObject scheme = schemes.getJsonObject(name);
        return Stream.concat(Stream.of("type"), Stream.of(fields))
                .map(scheme::getString)
                .toList();
    }

    /** One of several, each on its own. */
    private Set<String> waysIn(JsonObject operation) {
        JsonArray ways = operation.getJsonArray("security", api.getJsonArray("security"));
        return ways.stream()
                .flatMap(way -> ((JsonObject) way).fieldNames().stream())
                .collect(Collectors.toSet());
    }

    private static Stream<JsonObject> media(JsonObject body) {
        return body == null || !body.containsKey("content")
                ? Stream.empty()
                : body.getJsonObject("content").stream()
                        .filter(type -> type.getKey().contains("json"))
                        .map(type -> (JsonObject) type.getValue());
    }

    /** Of its own, or of its schema's fields, which is what generators and Swagger UI make one of. */
    private boolean hasExample(JsonObject media) {
        return media.containsKey("example")
                || media.containsKey("examples")
                || media.getJsonObject("schema").encode().contains("\"example")
                || references(media.getJsonObject("schema")).anyMatch(this::hasExampleWithin);
    }

    private boolean hasExampleWithin(JsonObject schema) {
        return schema.encode().contains("\"example") || references(schema).anyMatch(this::hasExampleWithin);
    }

    private Stream<JsonObject> references(JsonObject schema) {
        return Pattern.compile("#/components/schemas/(\\w+)")
                .matcher(schema.encode())
                .results()
                .map(found ->
                        api.getJsonObject("components").getJsonObject("schemas").getJsonObject(found.group(1)));
    }

    private JsonObject resolved(JsonObject answer) {
        if (!answer.containsKey("$ref")) {
            return answer;
        }
        String name = answer.getString("$ref").replaceAll(".*/", "");
        return api.getJsonObject("components").getJsonObject("responses").getJsonObject(name);
    }

    private boolean hasSchema(JsonObject answer) {
        JsonObject resolved = resolved(answer);
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
