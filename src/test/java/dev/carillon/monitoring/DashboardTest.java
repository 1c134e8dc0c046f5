package dev.carillon.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The dashboard shows one installation at a time, and what has a unit of its own has an axis of its own. */
class DashboardTest {

    @Test
    void everyQueryIsOfTheChosenNamespaceAndPods() throws IOException {
        assertThat(Queries.ofDashboard())
                .hasSizeGreaterThan(40)
                .allMatch(query -> query.contains("{namespace=~\"$namespace\",instance=~\"$instance\""));
    }

    @Test
    void processorsAreDrawnAsAShareBesideBytes() throws IOException {
        // Given
        JsonNode panels =
                new ObjectMapper().readTree(Queries.DASHBOARD.toFile()).path("panels");

        // When
        JsonNode memory = StreamSupport.stream(panels.spliterator(), false)
                .filter(panel -> panel.path("title").asText().equals("Memory and processor"))
                .findFirst()
                .orElseThrow();

        // Then
        assertThat(memory.at("/fieldConfig/defaults/unit").asText()).isEqualTo("bytes");
        assertThat(memory.at("/fieldConfig/overrides/0/properties").toString())
                .contains("percentunit", "axisPlacement");
    }

    @Test
    void sharesAndDelaysThatHaveAnAlertChangeTheirColor() throws IOException {
        // When
        List<String> colored = StreamSupport.stream(
                        new ObjectMapper()
                                .readTree(Queries.DASHBOARD.toFile())
                                .path("panels")
                                .spliterator(),
                        false)
                .filter(panel ->
                        panel.at("/fieldConfig/defaults/thresholds/steps").size() > 1)
                .map(panel -> panel.path("title").asText())
                .toList();

        // Then
        assertThat(colored)
                .contains("Delivery delay, p99", "Creates that fail", "Position lag", "Canary: not shown in time");
    }
}
