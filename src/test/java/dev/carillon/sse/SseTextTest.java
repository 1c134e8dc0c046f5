package dev.carillon.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.testkit.Reparsed;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseTextTest {

    private static final Cursor CURSOR = new Cursor(0x3f9a1c20, 42);

    // Pieces with a meaning in the grammar or in UTF-8 come often; uniform strings would hardly ever hit them.
    private static final String[] PIECES = {
        "\r",
        "\n",
        "\r\n",
        "\0",
        ":",
        " ",
        "\uFEFF",
        "\u2028",
        "\u2029",
        "data: ",
        "id: 7",
        "event: x",
        "retry: 1",
        "\uD83C",
        "\uDFB5",
        "🎵",
        "é",
        "a",
        "{\"type\":1}"
    };

    @Test
    void eventHasItsPositionAndItsData() {
        assertThat(text(SseText.event(CURSOR, utf8("{\"a\":1}")))).isEqualTo("id: 3f9a1c20-42\ndata: {\"a\":1}\n\n");
    }

    @Test
    void eventWithoutPositionLeavesTheClientsWhereItIs() {
        // When
        byte[] event = SseText.event(utf8("{\"a\":1}"));

        // Then
        assertThat(text(event)).isEqualTo("data: {\"a\":1}\n\n");
    }

    @Test
    void keepAliveIsACommentThatMovesThePositionAndFiresNothing() {
        // When
        Reparsed parsed = Reparsed.of(SseText.keepAlive("2025-12-27T04:59:11.123Z", CURSOR));

        // Then
        assertThat(parsed.comments()).containsExactly("keep-alive 2025-12-27T04:59:11.123Z");
        assertThat(parsed.data()).isEmpty();
        assertThat(parsed.lastEventId()).isEqualTo("3f9a1c20-42");
    }

    /** Many client libraries hand every block to the page, also one without data. */
    @Test
    void retryIsALineOfTheBlockThatFollows() {
        // When
        String block = text(SseText.retry(4711)) + text(SseText.event(CURSOR, utf8("{}")));

        // Then
        assertThat(block).isEqualTo("retry: 4711\nid: 3f9a1c20-42\ndata: {}\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rid: 9", "a\nevent: x", "a\r\ndata: y", "\r", "\n\n", "x\r\r\ny"})
    void aLineBreakInDataForgesNoField(String data) {
        // When
        Reparsed parsed = Reparsed.of(SseText.event(CURSOR, utf8(data)));

        // Then
        assertThat(parsed.data()).containsExactly(data.replace("\r\n", "\n").replace('\r', '\n'));
        assertThat(parsed.lastEventId()).isEqualTo("3f9a1c20-42");
        assertThat(parsed.eventNames()).containsOnly("message");
    }

    @RepeatedTest(50)
    void encodedEventIsParsedAgain(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 200; i++) {
            // Given
            StringBuilder any = new StringBuilder();
            for (int piece = random.nextInt(8); piece >= 0; piece--) {
                any.append(PIECES[random.nextInt(PIECES.length)]);
            }
            String clean = SseText.clean(any.toString());

            // When
            Reparsed parsed = Reparsed.of(SseText.event(CURSOR, utf8(clean)));

            // Then
            assertThat(parsed.data())
                    .as("seed %d, text %s", repetition.getCurrentRepetition(), clean)
                    .containsExactly(clean.replace("\r\n", "\n").replace('\r', '\n'));
            assertThat(clean).doesNotContain("\0");
            assertThat(new String(utf8(clean), StandardCharsets.UTF_8)).isEqualTo(clean);
        }
    }

    @Test
    void cleanTextIsLeftAlone() {
        assertThat(SseText.clean("Réservée 🎵 \u2028 ok")).isEqualTo("Réservée 🎵 \u2028 ok");
        assertThat(SseText.clean("a\0b\uD83Cc\uDFB5")).isEqualTo("a\uFFFDb\uFFFDc\uFFFD");
    }

    @Test
    void chunkIsFramedAsHttpWantsIt() {
        assertThat(text(HttpChunk.head(300))).isEqualTo("12c\r\n");
        assertThat(text(HttpChunk.tail())).isEqualTo("\r\n");
    }

    /** It would end the response. */
    @Test
    void emptyChunkIsRejected() {
        assertThat(text(HttpChunk.head(1))).isEqualTo("1\r\n");
        assertThatIllegalArgumentException().isThrownBy(() -> HttpChunk.head(0));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
