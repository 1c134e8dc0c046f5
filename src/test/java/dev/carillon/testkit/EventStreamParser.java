package dev.carillon.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The event stream grammar of the HTML standard, fed with bytes cut anywhere. */
final class EventStreamParser implements ByteSink {
    /** Far above any legal frame: a server that never ends a line must not take the test's heap with it. */
    private static final int LINE_LIMIT_BYTES = 16 * 1024 * 1024;

    interface Listener {
        void onEvent(String id, String event, String data);

        void onComment(String text);

        void onRetry(Duration reconnectionTime);
    }

    private final Listener listener;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private final StringBuilder data = new StringBuilder();
    private boolean firstLine = true;
    private boolean afterCarriageReturn;
    private String eventType = "";
    private String idBuffer;
    private volatile String lastEventId;

    /**
     * The standard lets every stream begin with an empty id buffer; browsers keep the id of the stream before, or an
     * event without an id right after a reconnect would erase the position. This follows the browsers.
     */
    EventStreamParser(String lastEventId, Listener listener) {
        this.lastEventId = lastEventId;
        this.idBuffer = lastEventId;
        this.listener = listener;
    }

    String lastEventId() {
        return lastEventId;
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) throws IOException {
        int start = offset;
        for (int i = offset; i < offset + length; i++) {
            byte b = bytes[i];
            if (b != '\r' && b != '\n') {
                afterCarriageReturn = false;
                continue;
            }
            if (b == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
            } else {
                line.write(bytes, start, i - start);
                endLine();
                afterCarriageReturn = b == '\r';
            }
            start = i + 1;
        }
        line.write(bytes, start, offset + length - start);
        if (line.size() > LINE_LIMIT_BYTES) {
            throw new IOException("line of more than " + LINE_LIMIT_BYTES + " bytes");
        }
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (firstLine && text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        firstLine = false;
        if (text.isEmpty()) {
            dispatch();
            return;
        }
        int colon = text.indexOf(':');
        if (colon == 0) {
            listener.onComment(text.substring(1));
        } else if (colon < 0) {
            field(text, "");
        } else {
            int valueAt = text.startsWith(" ", colon + 1) ? colon + 2 : colon + 1;
            field(text.substring(0, colon), text.substring(valueAt));
        }
    }

    private void field(String name, String value) {
        switch (name) {
            case "event" -> eventType = value;
            case "data" -> data.append(value).append('\n');
            case "id" -> {
                if (value.indexOf('\0') < 0) {
                    idBuffer = value;
                }
            }
            case "retry" -> retry(value);
            default -> {
                // The standard: any other field is ignored.
            }
        }
    }

    private void retry(String value) {
        boolean digits = !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
        // Eighteen digits are beyond any clock, and a long cannot hold what a hostile server could send.
        if (digits && value.length() <= 18) {
            listener.onRetry(Duration.ofMillis(Long.parseLong(value)));
        }
    }

    private void dispatch() {
        lastEventId = idBuffer;
        String type = eventType.isEmpty() ? "message" : eventType;
        eventType = "";
        if (data.length() == 0) {
            return;
        }
        String body = data.substring(0, data.length() - 1);
        data.setLength(0);
        listener.onEvent(lastEventId, type, body);
    }
}
