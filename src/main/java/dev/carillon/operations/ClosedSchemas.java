package dev.carillon.operations;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/**
 * Makes schemas as strict as the pods are. Patterns match whole texts, as Bean Validation's do, and request bodies take no
 * other fields. Answers stay open: a later version may add fields, and clients ignore them.
 */
final class ClosedSchemas {

    private static final String REFERENCE = "#/components/schemas/";

    // The description's form of @NotBlank, which looks for one character anywhere.
    private static final String NOT_BLANK = "\\S";

    private ClosedSchemas() {}

    static void close(OpenAPI api) {
        Map<String, Schema> named = api.getComponents().getSchemas();
        named.values().forEach(ClosedSchemas::anchor);
        Set<Schema> closed = new HashSet<>();
        api.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .forEach(operation -> {
                    orEmpty(operation.getParameters()).stream()
                            .map(Parameter::getSchema)
                            .filter(Objects::nonNull)
                            .forEach(ClosedSchemas::anchor);
                    bodies(operation).forEach(schema -> forbidOthers(schema, named, closed));
                });
    }

    private static Stream<Schema> bodies(Operation operation) {
        return operation.getRequestBody() == null
                ? Stream.empty()
                : operation.getRequestBody().getContent().getMediaTypes().values().stream()
                        .map(MediaType::getSchema);
    }

    private static void anchor(Schema schema) {
        String pattern = schema.getPattern();
        if (pattern != null && !pattern.startsWith("^") && !pattern.equals(NOT_BLANK)) {
            schema.setPattern(pattern.contains("|") ? "^(?:" + pattern + ")$" : "^" + pattern + "$");
        }
        parts(schema).forEach(ClosedSchemas::anchor);
    }

    private static void forbidOthers(Schema given, Map<String, Schema> named, Set<Schema> closed) {
        String reference = given.getRef();
        Schema schema = reference == null ? given : named.get(reference.substring(REFERENCE.length()));
        if (schema == null || !closed.add(schema)) {
            return;
        }
        if (schema.getProperties() != null && schema.getAdditionalPropertiesSchema() == null) {
            schema.setAdditionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
        }
        parts(schema).forEach(part -> forbidOthers(part, named, closed));
    }

    private static Stream<Schema> parts(Schema schema) {
        Stream<Schema> fields =
                schema.getProperties() == null ? Stream.empty() : schema.getProperties().values().stream();
        return Stream.concat(fields, Stream.ofNullable(schema.getItems()));
    }

    private static <T> Collection<T> orEmpty(List<T> list) {
        return list == null ? Collections.emptyList() : list;
    }
}
