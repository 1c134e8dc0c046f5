package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The description that the build has made. */
class CommonAnswersTest {

    private static final Path DESCRIPTION = Path.of("target/openapi/openapi.json");
    /** No route declares them itself. */
    private static final List<String> ADDED = List.of("406", "414", "431", "500");

    @Test
    void answersThatAreAddedToEachRouteAreInTheSameOrderInEachBuild() throws IOException {
        // Given
        JsonNode paths = new ObjectMapper().readTree(DESCRIPTION.toFile()).path("paths");

        // When
        List<List<String>> orders = new ArrayList<>();
        for (JsonNode path : paths) {
            for (JsonNode operation : path) {
                List<String> statuses = new ArrayList<>();
                operation.path("responses").fieldNames().forEachRemaining(statuses::add);
                statuses.retainAll(ADDED);
                orders.add(statuses);
            }
        }

        // Then
        assertThat(orders).hasSizeGreaterThan(20).containsOnly(ADDED);
    }
}
