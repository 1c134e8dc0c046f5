package dev.carillon.testkit;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The API description (OpenAPI) that the build writes; no pod serves it. */
public final class OpenApiDocument {

    private static final Path FILE = Path.of("target/openapi/openapi.json");

    private OpenApiDocument() {}

    public static JsonObject read() {
        try {
            return new JsonObject(Files.readString(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("The build writes it: ./mvnw process-classes", e);
        }
    }
}
