package dev.carillon.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FloorsTest {

    private static final String COVERAGE = """
            GROUP,PACKAGE,CLASS,INSTRUCTION_MISSED,INSTRUCTION_COVERED,BRANCH_MISSED,BRANCH_COVERED,LINE_MISSED,LINE_COVERED
            Carillon,dev.carillon.sse,Cursor,0,9,0,0,1,3
            Carillon,dev.carillon.sse,SseText,0,9,0,0,1,15
            Carillon,dev.carillon.limit,Marker,0,0,0,0,0,0
            Carillon,dev.carillon,Carillon,0,0,0,0,0,1
            """;

    @TempDir
    Path directory;

    @Test
    void packagesAtTheirFloorsPass() throws IOException {
        // Given
        Path report = file("report", COVERAGE);
        Path floors = file("floors", "# package, percent\n. 100\nsse 90\n");

        // When
        CheckFloors.main(new String[] {report.toString(), floors.toString()});

        // Then
        assertThat(CoverageReport.read(report)).containsOnlyKeys(".", "sse").containsEntry("sse", new Share(18, 20));
    }

    @Test
    void packageBelowItsFloorFails() throws IOException {
        // Given
        Path report = file("report", COVERAGE);
        Path floors = file("floors", ". 100\nsse 91\n");

        // Then
        assertThatIllegalStateException()
                .isThrownBy(() -> CheckFloors.main(new String[] {report.toString(), floors.toString()}))
                .withMessageContaining("sse has 90.0 % (18 of 20), and its floor is 91 %");
    }

    @Test
    void packageWithoutFloorAndFloorWithoutPackageFail() throws IOException {
        // Given
        Path report = file("report", COVERAGE);
        Path floors = file("floors", ". 100\ngone 50\n");

        // When
        var faults = Floors.read(floors).faults(CoverageReport.read(report));

        // Then
        assertThat(faults)
                .containsExactly(
                        "sse has 90.0 % (18 of 20) and no floor", "gone has a floor and nothing that was measured");
    }

    @Test
    void unreadableFloorsAreRejected() throws IOException {
        for (String line : new String[] {"sse", "sse 101", "sse -1", "sse 9.5", "sse 90 91", "sse 90\nsse 80"}) {
            Path floors = file("floors", line);
            assertThatIllegalArgumentException().as(line).isThrownBy(() -> Floors.read(floors));
        }
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
