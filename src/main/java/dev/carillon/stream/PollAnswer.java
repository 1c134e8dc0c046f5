package dev.carillon.stream;

import dev.carillon.notification.NotificationJson;
import dev.carillon.sse.JsonLines;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages of one answer to a poll. Owned by the client's event loop. */
final class PollAnswer {

    private final List<byte[]> messages = new ArrayList<>(1);
    private int bytes;

    /**
     * Everything but the messages.
     *
     * @param cursor where the next poll continues; null if the client has none yet
     * @param names the fields of a stream's {@code connected} message that name the client
     * @param retryMillis how long the client should wait with the next poll; 0 for not at all
     */
    record Head(Instant now, @Nullable String cursor, Map<String, ?> names, long retryMillis) {

        private byte[] json(boolean asLine) {
            return NotificationJson.write(json -> {
                json.writeStartObject();
                if (cursor != null) {
                    json.writeStringField("cursor", cursor);
                }
                if (retryMillis > 0) {
                    json.writeNumberField("retryInMs", retryMillis);
                }
                if (asLine) {
                    json.writeStringField("type", "position");
                }
                json.writeStringField("timestamp", NotificationJson.isoMillis(now));
                for (Map.Entry<String, ?> name : names.entrySet()) {
                    json.writeObjectField(name.getKey(), name.getValue());
                }
                json.writeEndObject();
            });
        }
    }

    /** @param events whole blocks */
    void add(ByteBuffer events) {
        for (byte[] message : JsonLines.messages(events)) {
            messages.add(message);
            bytes += message.length;
        }
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Of all messages. */
    int bytes() {
        return bytes;
    }

    byte[] body(StreamForm form, Head head) {
        return form == StreamForm.POLL_LINES ? lines(head) : object(head);
    }

    /** The head comes last, so that a reader of lines has the cursor once it has everything before it. */
    private byte[] lines(Head head) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(bytes + 256);
        for (byte[] message : messages) {
            lines.writeBytes(message);
            lines.write('\n');
        }
        lines.writeBytes(head.json(true));
        lines.write('\n');
        return lines.toByteArray();
    }

    private byte[] object(Head head) {
        byte[] json = head.json(false);
        ByteArrayOutputStream object = new ByteArrayOutputStream(bytes + 256);
        object.write(json, 0, json.length - 1);
        object.writeBytes(",\"messages\":[".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < messages.size(); i++) {
            if (i > 0) {
                object.write(',');
            }
            object.writeBytes(messages.get(i));
        }
        object.write(']');
        object.write('}');
        return object.toByteArray();
    }
}
