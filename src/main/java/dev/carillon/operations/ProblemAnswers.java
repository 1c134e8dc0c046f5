package dev.carillon.operations;

import dev.carillon.problem.Problem;
import jakarta.ws.rs.core.Response.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Describes an error without declared content as a problem document, with an example made from its description. */
final class ProblemAnswers {

    private static final int FIRST_ERROR = 400;

    private ProblemAnswers() {}

    static void describe(OpenAPI api) {
        api.getPaths()
                .getPathItems()
                .values()
                .forEach(path -> path.getOperations()
                        .values()
                        .forEach(operation -> operation
                                .getResponses()
                                .getAPIResponses()
                                .forEach((status, response) -> describe(response, Integer.parseInt(status)))));
    }

    private static void describe(APIResponse response, int status) {
        if (status < FIRST_ERROR || response.getRef() != null || response.getContent() != null) {
            return;
        }
        // In the order of a real answer, and the same in every build.
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put("title", Status.fromStatusCode(status).getReasonPhrase());
        document.put("status", status);
        document.put("code", Problem.of(Status.fromStatusCode(status), null).code());
        document.put("detail", response.getDescription());
        response.content(OASFactory.createContent()
                .addMediaType(
                        Problem.MEDIA_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref("Problem"))
                                .addExample(
                                        "problem", OASFactory.createExample().value(document))));
    }
}
