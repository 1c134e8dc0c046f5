package dev.carillon.supply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FloorTest {

    private static final Path FLOORS = Path.of("deploy/libraries/floors.txt");

    @Test
    void versionsThatWerePackagedWithKnownVulnerabilitiesAreBelow() throws IOException {
        // Given
        List<Component> old = List.of(
                Component.library("com.fasterxml.jackson.core.jackson-databind-2.21.2.jar"),
                Component.library("io.netty.netty-codec-http-4.1.135.Final.jar"),
                Component.library("io.netty.netty-codec-http2-4.1.137.Final.jar"),
                Component.library("io.netty.netty-transport-native-epoll-4.1.135.Final-linux-x86_64.jar"),
                Component.library("io.opentelemetry.opentelemetry-api-1.57.0.jar"),
                Component.library("io.vertx.vertx-core-4.5.26.jar"),
                Component.library("org.postgresql.postgresql-42.7.11.jar"));

        // When
        List<String> below = Floor.below(Floor.read(FLOORS), old);

        // Then
        assertThat(below).hasSameSizeAs(old);
        assertThat(below)
                .anyMatch(complaint -> complaint.startsWith("org.postgresql.postgresql 42.7.11 is below 42.7.12")
                        && complaint.contains("CVE-2026-54291"));
    }

    @Test
    void versionAtItsFloorOrAboveIsNotBelow() {
        // Given
        Floor floor = Floor.parse("maven | io.netty:netty-* | 4.1.138.Final | X-1 | tried");

        // Then
        for (String version : List.of("4.1.138.Final", "4.1.140.Final", "4.2.0.Final", "4.10.1.Final")) {
            assertThat(Floor.below(List.of(floor), List.of(new Component("maven", "io.netty.netty-codec", version))))
                    .as(version)
                    .isEmpty();
        }
        for (String version : List.of("4.1.99.Final", "4.1.9.Final", "3.9.200.Final", "4.1.138.Beta1")) {
            assertThat(Floor.below(List.of(floor), List.of(new Component("maven", "io.netty.netty-codec", version))))
                    .as(version)
                    .hasSize(1);
        }
    }

    @Test
    void firstFloorThatNamesAComponentCounts() {
        // Given
        List<Floor> floors = List.of(
                Floor.parse("maven | a:native | 1 | X-1 | of its own"),
                Floor.parse("maven | a:* | 2 | X-2 | the rest"));

        // Then
        assertThat(Floor.below(floors, List.of(new Component("maven", "a.native", "1"))))
                .isEmpty();
        assertThat(Floor.below(floors, List.of(new Component("maven", "a.other", "1"))))
                .hasSize(1);
        assertThat(Floor.below(floors, List.of(new Component("npm", "a.other", "1"))))
                .isEmpty();
    }

    @Test
    void lineWithoutAReasonIsRejected() {
        assertThatThrownBy(() -> Floor.parse("maven | a:b | 1 | X-1 |")).hasMessageContaining("a:b");
        assertThatThrownBy(() -> Floor.parse("maven | a:b | 1")).hasMessageContaining("a:b");
    }
}
