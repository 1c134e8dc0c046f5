package dev.carillon.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** There is one table of sizes, it follows from the benchmarks, and the manifests follow from it. */
class SizingTest {

    private static final Path DOCUMENT = Path.of("docs/scaling.md");
    private static final String BEGIN = "<!-- sizes: made by src/bench/sizing -->\n";
    private static final String END = "<!-- end of sizes -->";
    private static final int MIB_OF_A_POD = 1536;

    private final Figures figures = Figures.read(SizeTable.FIGURES);

    SizingTest() throws IOException {}

    /** {@code -Ddocs.write=true} writes the document. */
    @Test
    void theDocumentHasTheTableThatTheBenchmarksGive() throws IOException {
        // Given
        String document = Files.readString(DOCUMENT);
        int begin = document.indexOf(BEGIN) + BEGIN.length();
        int end = document.indexOf(END);

        // When
        String table = SizeTable.table(figures);
        if (Boolean.getBoolean("docs.write")) {
            document = document.substring(0, begin) + table + document.substring(end);
            Files.writeString(DOCUMENT, document);
        }

        // Then
        assertThat(document.substring(begin, document.indexOf(END))).isEqualTo(table);
    }

    @Test
    void podsOfTheManifestsAreThoseOfTheTable() throws IOException {
        // Given
        String values = Files.readString(Path.of("k8s/chart/values.yaml"));
        Size small = new Size(Installation.usual(50_000), figures);
        Size large = new Size(Installation.usual(2_000_000), figures);

        // Then
        assertThat(values)
                .contains("CARILLON_STREAM_MAX_PER_POD: \"" + Size.SHIPPED_LIMIT + "\"\n")
                .contains("streamsPerPod: " + Math.round(Size.TARGET * Size.SHIPPED_LIMIT) + "\n")
                .contains("directMemory: " + Size.DIRECT_BUFFERS + "\n")
                .contains("memory: " + MIB_OF_A_POD + "Mi\n");
        assertThat(small.memory()).isLessThan(MIB_OF_A_POD);
        assertThat(large.memory()).isLessThan(MIB_OF_A_POD);
    }

    @Test
    void noRowAsksForMoreThanWasMeasuredOrThanTheDatabaseHas() {
        for (long users : new long[] {1, 10_000, 1_000_000, 2_000_000}) {
            Size size = new Size(Installation.usual(users), figures);
            assertThat(size.limit()).isLessThanOrEqualTo(figures.streams());
            assertThat(size.pods()).isGreaterThanOrEqualTo(3);
            assertThat(size.connections()).isLessThanOrEqualTo(500);
            assertThat(size.installation().createsPerSecond()).isLessThan(figures.creates());
        }
    }

    @Test
    void otherDocumentsQuoteTheTable() throws IOException {
        for (String page : new String[] {"docs/operations.md", "docs/kubernetes.md", "README.md"}) {
            assertThat(Files.readString(Path.of(page))).as(page).contains("scaling.md#sizes)");
        }
    }
}
