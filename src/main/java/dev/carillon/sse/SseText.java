package dev.carillon.sse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The text form of events and comments (HTML standard, "Parsing an event stream").
 *
 * <p>Data is user text and may hold any character. Ids are {@link Cursor}s, and event names are not used. A lone CR ends a
 * line in this grammar just as LF does; a writer that ignores it lets a title forge fields.
 */
public final class SseText {

    private static final byte[] ID = ascii("id: ");
    private static final byte[] DATA = ascii("data: ");
    private static final char REPLACEMENT = '\uFFFD';

    private SseText() {}

    /** An event that moves the client's {@code Last-Event-ID} to {@code cursor}. */
    public static byte[] event(Cursor cursor, byte[] json) {
        byte[] id = ascii(cursor.toString());
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + id.length + 32);
        out.writeBytes(ID);
        out.writeBytes(id);
        out.write('\n');
        writeData(out, json);
        return out.toByteArray();
    }

    /** An event that leaves the client's cursor where it is. */
    public static byte[] event(byte[] json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 16);
        writeData(out, json);
        return out.toByteArray();
    }

    /**
     * A comment that keeps proxies from closing the connection, together with a cursor. An event without data fires nothing
     * in a web page but moves its {@code Last-Event-ID}, so that an idle client still resumes from memory.
     */
    public static byte[] keepAlive(String isoTime, Cursor cursor) {
        return ascii(":keep-alive " + isoTime + "\nid: " + cursor + "\n\n");
    }

    /** A keep-alive for a client that has no cursor yet. */
    public static byte[] keepAlive(String isoTime) {
        return ascii(":keep-alive " + isoTime + "\n\n");
    }

    /**
     * The first line of the block that is sent next: sets the browser's delay before it reconnects, in milliseconds. A block
     * of this line alone fires nothing in a browser, but many client libraries hand it to the page as an event with empty
     * data.
     */
    public static byte[] retry(long millis) {
        return ascii("retry: " + millis + "\n");
    }

    /** A comment that pushes what was sent before it through a proxy that waits for this many bytes. */
    public static byte[] padding(int bytes) {
        return ascii(":" + " ".repeat(bytes) + "\n");
    }

    /** Text that UTF-8 and PostgreSQL can hold: NUL and lone surrogates become U+FFFD. */
    public static String clean(String text) {
        StringBuilder cleaned = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                cleaned = cleaned == null ? new StringBuilder(text) : cleaned;
                cleaned.setCharAt(i, REPLACEMENT);
            }
        }
        return cleaned == null ? text : cleaned.toString();
    }

    private static void writeData(ByteArrayOutputStream out, byte[] text) {
        out.writeBytes(DATA);
        int start = 0;
        for (int i = 0; i < text.length; i++) {
            byte b = text[i];
            if (b == '\n' || b == '\r') {
                out.write(text, start, i - start);
                out.write('\n');
                out.writeBytes(DATA);
                if (b == '\r' && i + 1 < text.length && text[i + 1] == '\n') {
                    i++;
                }
                start = i + 1;
            }
        }
        out.write(text, start, text.length - start);
        out.write('\n');
        out.write('\n');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
