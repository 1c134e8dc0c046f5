package dev.carillon.operations;

import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/**
 * Completes the API's description with what is the same for all routes. The build calls it when it generates the
 * description; a pod never loads this class.
 */
public class ApiDescription implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI api) {
        CommonAnswers.addTo(api);
        ProblemAnswers.describe(api);
        ClosedSchemas.close(api);
    }
}
