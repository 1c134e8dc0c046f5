package dev.carillon.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The bytes of a stream as a browser parses them. */
public record Reparsed(List<String> data, List<String> eventNames, List<String> comments, String lastEventId) {

    public static Reparsed of(byte[] stream) {
        List<String> data = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<String> comments = new ArrayList<>();
        EventStreamParser parser = new EventStreamParser("", new EventStreamParser.Listener() {
            @Override
            public void onEvent(String id, String event, String text) {
                data.add(text);
                names.add(event);
            }

            @Override
            public void onComment(String text) {
                comments.add(text);
            }

            @Override
            public void onRetry(Duration reconnectionTime) {
                throw new AssertionError("A retry was forged: " + reconnectionTime);
            }
        });
        try {
            parser.accept(stream, 0, stream.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Reparsed(data, names, comments, parser.lastEventId());
    }
}
