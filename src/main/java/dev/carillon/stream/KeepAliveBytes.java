package dev.carillon.stream;

import dev.carillon.notification.NotificationJson;
import dev.carillon.socket.SharedBytes;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.SseText;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keep-alives of one tick: live clients of one organization have the same cursor and share the bytes. */
final class KeepAliveBytes {

    private final Instant now;
    private final String isoNow;
    private final Map<@Nullable Cursor, SharedBytes> comments = new HashMap<>();
    private final Map<Cursor, SharedBytes> messages = new HashMap<>();

    KeepAliveBytes(Instant now) {
        this.now = now;
        this.isoNow = NotificationJson.isoMillis(now);
    }

    /**
     * @param position null while the client waits for {@code connected}, which is its first message
     */
    SharedBytes at(@Nullable Cursor position, boolean asMessage) {
        return asMessage && position != null
                ? messages.computeIfAbsent(position, this::message)
                : comments.computeIfAbsent(position, this::comment);
    }

    private SharedBytes comment(@Nullable Cursor position) {
        return SharedBytes.of(position == null ? SseText.keepAlive(isoNow) : SseText.keepAlive(isoNow, position));
    }

    private SharedBytes message(Cursor position) {
        return SharedBytes.of(SseText.event(position, StreamMessage.ping(now)));
    }
}
