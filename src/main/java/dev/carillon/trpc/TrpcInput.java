package dev.carillon.trpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.Validator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns a call's input into a checked value, by the same rules as the bodies of the other routes. */
@Singleton
class TrpcInput {

    private final ObjectMapper json;
    private final Validator validator;

    @Inject
    TrpcInput(ObjectMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /** Null for no input, which is how JavaScript's undefined arrives. */
    @Nullable
    JsonNode parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new TrpcFailure(TrpcCode.PARSE_ERROR, "The input is not JSON");
        }
    }

    <T> T optional(@Nullable JsonNode given, Class<T> type, T otherwise) {
        return given == null || given.isNull() ? otherwise : required(given, type);
    }

    <T> T required(@Nullable JsonNode given, Class<T> type) {
        if (given == null || !given.isObject()) {
            throw new TrpcFailure(TrpcCode.BAD_REQUEST, "The input must be an object");
        }
        T value;
        try {
            value = json.treeToValue(given, type);
        } catch (JsonMappingException e) {
            String field = e.getPath().stream()
                    .map(part -> String.valueOf(part.getFieldName()))
                    .collect(Collectors.joining("."));
            throw new TrpcFailure(TrpcCode.BAD_REQUEST, field + " is unknown or has the wrong type");
        } catch (JsonProcessingException e) {
            throw new TrpcFailure(TrpcCode.BAD_REQUEST, "The input does not have the documented form");
        }
        String faults = validator.validate(value).stream()
                .map(violation -> violation.getPropertyPath() + " " + violation.getMessage())
                .sorted()
                .collect(Collectors.joining(", "));
        if (!faults.isEmpty()) {
            throw new TrpcFailure(TrpcCode.BAD_REQUEST, faults);
        }
        return value;
    }
}
