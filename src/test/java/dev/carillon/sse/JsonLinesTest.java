package dev.carillon.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLinesTest {

    @Test
    void fieldsOfABlockBecomeFieldsOfItsMessage() {
        // Given
        String events = "retry: 7\nid: 0000000a-1\ndata: {\"type\":\"a\"}\n\ndata: {\"type\":\"b\"}\n\n";

        // When
        String lines = lines(events);

        // Then
        assertThat(lines).isEqualTo("{\"cursor\":\"0000000a-1\",\"retryInMs\":7,\"type\":\"a\"}\n{\"type\":\"b\"}\n");
    }

    @Test
    void brokenDataBecomesOneLine() {
        // Given
        byte[] event =
                SseText.event(new Cursor(1, 2), "{\"type\":\"a\",\r\n\"n\":\r1}".getBytes(StandardCharsets.UTF_8));

        // When
        String lines = new String(JsonLines.of(ByteBuffer.wrap(event)), StandardCharsets.UTF_8);

        // Then
        assertThat(lines).isEqualTo("{\"cursor\":\"00000001-2\",\"type\":\"a\", \"n\": 1}\n");
    }

    @Test
    void aBlockWithoutDataIsNoMessage() {
        // When
        String lines = lines(":keep-alive 2026\nid: 0000000a-1\n\n");

        // Then
        assertThat(lines).isEmpty();
    }

    @Test
    void onlyWholeBlocksAreNoBeginning() {
        // When
        boolean retry = JsonLines.isBeginning(ByteBuffer.wrap(SseText.retry(5)));
        boolean padding = JsonLines.isBeginning(ByteBuffer.wrap(SseText.padding(5)));
        boolean event = JsonLines.isBeginning(ByteBuffer.wrap(SseText.event(new byte[] {'{', '}'})));

        // Then
        assertThat(retry).isTrue();
        assertThat(padding).isTrue();
        assertThat(event).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/x-ndjson                            | true",
                "text/html, Application/X-NDJSON;q=0.5           | true",
                "application/x-ndjson, text/event-stream         | false",
                "application/x-ndjson, text/event-stream;q=0.9   | true",
                "application/x-ndjson;q=0                        | false",
                "application/x-ndjson;q=wrong                    | false",
                "*/*                                             | false",
                "                                                | false"
            })
    void linesAreSentToThoseWhoAskForThem(String accept, boolean expected) {
        // When
        boolean asked = JsonLines.areAskedFor(accept, "text/event-stream");

        // Then
        assertThat(asked).isEqualTo(expected);
    }

    private static String lines(String events) {
        return new String(
                JsonLines.of(ByteBuffer.wrap(events.getBytes(StandardCharsets.UTF_8))), StandardCharsets.UTF_8);
    }
}
