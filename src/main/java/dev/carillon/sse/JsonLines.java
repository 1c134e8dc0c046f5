package dev.carillon.sse;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The messages of events as JSON objects without the text form around them: {@code id:} and {@code retry:} become the
 * first fields of the object, {@code cursor} and {@code retryInMs}. A block without data has no message.
 */
public final class JsonLines {

    /** Newline-delimited JSON. */
    public static final String MEDIA_TYPE = "application/x-ndjson";

    private static final byte[] ID = ascii("id: ");
    private static final byte[] RETRY = ascii("retry: ");
    private static final byte[] DATA = ascii("data: ");

    private JsonLines() {}

    /** Whether a client asks for lines rather than for the other media type; the latter also if it names neither. */
    public static boolean areAskedFor(@Nullable String accept, String rather) {
        return accept != null && weight(accept, MEDIA_TYPE) > weight(accept, rather);
    }

    private static double weight(String accept, String type) {
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            if (parts[0].strip().equals(type)) {
                for (String parameter : parts) {
                    if (parameter.strip().startsWith("q=")) {
                        return number(parameter.strip().substring(2));
                    }
                }
                return 1;
            }
        }
        return 0;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Whether the bytes end within a block, as {@link SseText#retry} does, and belong to the bytes that follow. */
    public static boolean isBeginning(ByteBuffer events) {
        int end = events.limit();
        return events.remaining() < 2 || events.get(end - 1) != '\n' || events.get(end - 2) != '\n';
    }

    /** The messages of whole blocks, in order, none with a line break. */
    public static List<byte[]> messages(ByteBuffer events) {
        List<byte[]> messages = new ArrayList<>(1);
        Block block = new Block();
        for (int start = events.position(); start < events.limit(); ) {
            int end = start;
            while (end < events.limit() && events.get(end) != '\n') {
                end++;
            }
            if (end > start) {
                block.add(events, start, end);
            } else {
                block.end(messages);
            }
            start = end + 1;
        }
        return messages;
    }

    /** The messages of whole blocks, each with its line break. */
    public static byte[] of(ByteBuffer events) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(events.remaining() + 32);
        for (byte[] message : messages(events)) {
            lines.writeBytes(message);
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The fields of the block that is being read. */
    private static final class Block {

        private final ByteArrayOutputStream data = new ByteArrayOutputStream();
        private @Nullable String cursor;
        private @Nullable String retry;

        void add(ByteBuffer events, int start, int end) {
            if (begins(events, start, end, DATA)) {
                if (data.size() > 0) {
                    // A line break between two tokens of the JSON; within a string it is escaped.
                    data.write(' ');
                }
                data.writeBytes(bytes(events, start + DATA.length, end));
            } else if (begins(events, start, end, ID)) {
                cursor = text(events, start + ID.length, end);
            } else if (begins(events, start, end, RETRY)) {
                retry = text(events, start + RETRY.length, end);
            }
        }

        void end(List<byte[]> messages) {
            if (data.size() > 0) {
                messages.add(message(data.toByteArray()));
            }
            data.reset();
            cursor = null;
            retry = null;
        }

        private byte[] message(byte[] json) {
            StringBuilder fields = new StringBuilder();
            if (cursor != null) {
                fields.append("\"cursor\":\"").append(cursor).append("\",");
            }
            if (retry != null) {
                fields.append("\"retryInMs\":").append(retry).append(',');
            }
            byte[] first = ascii(fields.toString());
            ByteBuffer message = ByteBuffer.allocate(json.length + first.length);
            return message.put((byte) '{')
                    .put(first)
                    .put(json, 1, json.length - 1)
                    .array();
        }

        private static boolean begins(ByteBuffer events, int start, int end, byte[] field) {
            if (end - start < field.length) {
                return false;
            }
            for (int i = 0; i < field.length; i++) {
                if (events.get(start + i) != field[i]) {
                    return false;
                }
            }
            return true;
        }

        private static byte[] bytes(ByteBuffer events, int start, int end) {
            byte[] bytes = new byte[end - start];
            events.get(start, bytes);
            return bytes;
        }

        private static String text(ByteBuffer events, int start, int end) {
            return new String(bytes(events, start, end), StandardCharsets.US_ASCII);
        }
    }
}
