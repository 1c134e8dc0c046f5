package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ClientWorkspace;
import dev.carillon.testkit.Command;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The descriptions of the API and of the streams have no fault that the usual linters know. */
class DescriptionLintTest {

    private static final String OPENAPI =
            Path.of("target/openapi/openapi.json").toAbsolutePath().toString();
    private static final String ASYNCAPI =
            Path.of("docs/asyncapi.yaml").toAbsolutePath().toString();

    private final ClientWorkspace tools = ClientWorkspace.of(Path.of("src/test/openapi"));

    DescriptionLintTest() throws IOException {}

    @Test
    void spectralHasNoComplaint() {
        // When
        Command lint = tools.tool("spectral", "lint", "--fail-severity=info", OPENAPI, ASYNCAPI);

        // Then
        assertThat(ClientWorkspace.succeeded(lint)).contains("No results");
    }

    @Test
    void redoclyHasNoComplaint() {
        // When
        Command lint = tools.tool("redocly", "lint", "--format=json", OPENAPI);

        // Then
        assertThat(ClientWorkspace.succeeded(lint)).contains("\"errors\": 0", "\"warnings\": 0");
    }
}
