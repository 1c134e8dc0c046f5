package dev.carillon.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventStreamParserTest {
    private static final String EVERYTHING = "\uFEFFretry: 2500\r\n:hello\rid: e-1\ndata: one\ndata:two\r\r\n"
            + "event: named\ndata\nid\n\nid: e-2\n\nretry: 1x\nretry\nid: bad\0id\nnonsense: 7\ndata:  ü€𝄞\r\n\r\n"
            + "event: dropped\n\ndata: {\"a\":1}\n\ndata: cut off";

    private static final List<String> EXPECTED = List.of(
            "retry PT2.5S",
            "comment hello",
            "e-1|message|one\ntwo",
            "|named|",
            "e-2|message| ü€𝄞",
            "e-2|message|{\"a\":1}");

    @Test
    void everyLineOfTheGrammarIsUnderstoodInOnePiece() throws IOException {
        // Given
        byte[] stream = EVERYTHING.getBytes(StandardCharsets.UTF_8);

        // When
        List<String> seen = parsed(stream, stream.length);

        // Then
        assertEquals(EXPECTED, seen);
    }

    @Test
    void everyLineOfTheGrammarIsUnderstoodWhereverTheBytesAreCut() throws IOException {
        // Given
        byte[] stream = EVERYTHING.getBytes(StandardCharsets.UTF_8);

        for (int size = 1; size < 40; size++) {
            // When
            List<String> seen = parsed(stream, size);

            // Then
            assertEquals(EXPECTED, seen, "in pieces of " + size);
        }
    }

    @Test
    void anIdWithoutDataMovesThePositionAndShowsNothing() throws IOException {
        // Given
        List<String> seen = new ArrayList<>();
        EventStreamParser parser = new EventStreamParser("e-6", recorder(seen));

        // When
        feed(parser, ":keep-alive\nid: e-7\n");
        String beforeTheBlankLine = parser.lastEventId();
        feed(parser, "\n");

        // Then
        assertEquals("e-6", beforeTheBlankLine);
        assertEquals("e-7", parser.lastEventId());
        assertEquals(List.of("comment keep-alive"), seen);
    }

    private static List<String> parsed(byte[] stream, int pieceBytes) throws IOException {
        List<String> seen = new ArrayList<>();
        EventStreamParser parser = new EventStreamParser("", recorder(seen));
        for (int at = 0; at < stream.length; at += pieceBytes) {
            parser.accept(stream, at, Math.min(pieceBytes, stream.length - at));
        }
        return seen;
    }

    private static void feed(EventStreamParser parser, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        parser.accept(bytes, 0, bytes.length);
    }

    private static EventStreamParser.Listener recorder(List<String> seen) {
        return new EventStreamParser.Listener() {
            @Override
            public void onEvent(String id, String event, String data) {
                seen.add(id + "|" + event + "|" + data);
            }

            @Override
            public void onComment(String text) {
                seen.add("comment " + text);
            }

            @Override
            public void onRetry(Duration reconnectionTime) {
                seen.add("retry " + reconnectionTime);
            }
        };
    }
}
