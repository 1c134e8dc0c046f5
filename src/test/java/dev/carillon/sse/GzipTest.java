package dev.carillon.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

class GzipTest {

    @Test
    void piecesInAnyOrderAreOneStreamToAnyReader() throws IOException {
        // Given pieces that were made for nobody in particular
        long seed = System.nanoTime();
        System.out.println("GzipTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            GzipEnd end = new GzipEnd();
            stream.write(Gzip.header());

            // When
            for (int i = random.nextInt(12); i >= 0; i--) {
                byte[] event = event(random);
                stream.write(Gzip.piece(event));
                text.write(event);
                end.add(GzipText.of(event, 0, event.length));
            }
            stream.write(end.trailer());

            // Then
            assertThat(new GZIPInputStream(new ByteArrayInputStream(stream.toByteArray())).readAllBytes())
                    .isEqualTo(text.toByteArray());
        }
    }

    @Test
    void pieceIsReadAsSoonAsItHasCome() throws Exception {
        // Given
        Inflater reader = new Inflater(true);
        byte[] out = new byte[100_000];
        for (int length : new int[] {1, Gzip.WORTHWHILE - 1, Gzip.WORTHWHILE, 70_000}) {
            byte[] event = "é".repeat(length / 2 + 1).getBytes(StandardCharsets.UTF_8);

            // When
            reader.setInput(Gzip.piece(event));
            int read = reader.inflate(out);

            // Then
            assertThat(read).isEqualTo(event.length);
        }
        reader.end();
    }

    @Test
    void onlyWhatIsLongerThanAPacketIsMadeSmaller() {
        // Given
        byte[] small = "x".repeat(Gzip.WORTHWHILE - 1).getBytes(StandardCharsets.US_ASCII);
        byte[] large = "x".repeat(Gzip.WORTHWHILE).getBytes(StandardCharsets.US_ASCII);

        // Then
        assertThat(Gzip.piece(small)).hasSize(small.length + 10);
        assertThat(Gzip.piece(large)).hasSizeLessThan(100);
    }

    /** Between nothing and more than a stored block could hold; text that deflates, and text that does not. */
    private static byte[] event(Random random) {
        byte[] event = new byte[random.nextBoolean() ? random.nextInt(2_000) : random.nextInt(100_000)];
        if (random.nextBoolean()) {
            random.nextBytes(event);
        } else {
            for (int i = 0; i < event.length; i++) {
                event[i] = (byte) ('a' + random.nextInt(3));
            }
        }
        return event;
    }
}
