package dev.carillon.operations;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/** Adds the answers that every route may give: limits, and the rejections that come before a resource is reached. */
final class CommonAnswers {

    /** Status and the name of its answer in {@code openapi.yaml}. */
    private static final Map<String, String> ALWAYS = sorted(Map.of(
            "400", "BadRequest",
            "406", "NotAcceptable",
            "414", "UriTooLong",
            "429", "TooManyRequests",
            "431", "HeadersTooLarge",
            "500", "Failed",
            "503", "Unavailable"));

    private static final Map<String, String> WITH_A_BODY =
            sorted(Map.of("408", "BodyTimeout", "413", "TooLarge", "415", "NotJson"));

    private CommonAnswers() {}

    /** Each build gives the same document. The order of {@code Map.of} is another one in each JVM. */
    private static Map<String, String> sorted(Map<String, String> answers) {
        return Collections.unmodifiableMap(new TreeMap<>(answers));
    }

    static void addTo(OpenAPI api) {
        for (PathItem path : api.getPaths().getPathItems().values()) {
            path.getOperations().forEach((method, operation) -> {
                ALWAYS.forEach((status, name) -> add(operation, status, name));
                if (List.of(PathItem.HttpMethod.POST, PathItem.HttpMethod.PUT, PathItem.HttpMethod.PATCH)
                        .contains(method)) {
                    WITH_A_BODY.forEach((status, name) -> add(operation, status, name));
                }
            });
        }
    }

    /** The answer that a route declares itself is more exact, and stays. */
    private static void add(Operation operation, String status, String name) {
        APIResponses answers = operation.getResponses();
        if (!answers.hasAPIResponse(status)) {
            answers.addAPIResponse(status, OASFactory.createAPIResponse().ref(name));
        }
    }
}
