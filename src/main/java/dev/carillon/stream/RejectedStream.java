package dev.carillon.stream;

import dev.carillon.sse.JsonLines;
import dev.carillon.sse.LastEventId;
import dev.carillon.sse.SseText;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;

/** The answer to a client that must come again later, perhaps elsewhere, with the cursor that it has. */
final class RejectedStream {

    private RejectedStream() {}

    /** The whole body, in the form that the client asked for. */
    static byte[] body(StreamRequest request, Instant now, long retryMillis, RejectReason reason) {
        byte[] events = events(now, retryMillis, reason);
        return switch (request.form()) {
            case EVENTS -> events;
            case LINES -> JsonLines.of(ByteBuffer.wrap(events));
            case POLL, POLL_LINES -> answer(request, now, retryMillis, reason);
        };
    }

    /** The same as events, for a socket that gives them their form. */
    static byte[] events(Instant now, long retryMillis, RejectReason reason) {
        byte[] retry = SseText.retry(retryMillis);
        byte[] event = SseText.event(StreamMessage.reconnect(now, reason.label()));
        return ByteBuffer.allocate(retry.length + event.length)
                .put(retry)
                .put(event)
                .array();
    }

    private static byte[] answer(StreamRequest request, Instant now, long retryMillis, RejectReason reason) {
        PollAnswer answer = new PollAnswer();
        answer.add(ByteBuffer.wrap(SseText.event(StreamMessage.reconnect(now, reason.label()))));
        String cursor =
                request.from() instanceof LastEventId.At at ? at.cursor().toString() : null;
        return answer.body(request.form(), new PollAnswer.Head(now, cursor, Map.of(), retryMillis));
    }
}
