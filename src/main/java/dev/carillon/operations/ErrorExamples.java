package dev.carillon.operations;

import dev.carillon.problem.Problem;
import jakarta.ws.rs.core.Response.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Gives each problem document in the API's description an example, made of what is written about it anyway. Called by the
 * build, which makes the description; in a pod there is none, and nobody who would load this class.
 */
public class ErrorExamples implements OASFilter {

    /** The answers that routes refer to, which are described once and know no status of their own. */
    private static final Map<String, Integer> SHARED =
            Map.of("Forbidden", 403, "TooLarge", 413, "NotJson", 415, "Unavailable", 503);

    @Override
    public void filterOpenAPI(OpenAPI api) {
        SHARED.forEach(
                (name, status) -> addTo(api.getComponents().getResponses().get(name), status));
        api.getPaths()
                .getPathItems()
                .values()
                .forEach(path -> path.getOperations().values().stream()
                        .map(Operation::getResponses)
                        .forEach(responses -> responses
                                .getAPIResponses()
                                .forEach((status, response) -> addTo(response, Integer.parseInt(status)))));
    }

    private static void addTo(APIResponse response, int status) {
        if (response.getContent() == null) {
            return;
        }
        MediaType problem = response.getContent().getMediaType(Problem.MEDIA_TYPE);
        if (problem != null && problem.getExamples() == null) {
            // In the order in which an answer has them, and the same in every build.
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("type", "about:blank");
            document.put("title", Status.fromStatusCode(status).getReasonPhrase());
            document.put("status", status);
            document.put("detail", response.getDescription());
            Example example = OASFactory.createExample().value(document);
            problem.addExample("problem", example);
        }
    }
}
