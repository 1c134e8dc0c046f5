package dev.carillon.stream;

import dev.carillon.broadcast.ResetReason;
import dev.carillon.notification.NotificationJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The JSON of the messages that are about the stream itself. Everything put into them is made by us or has passed a
 * rule that leaves nothing to escape.
 */
public final class StreamMessage {

    private StreamMessage() {}

    static byte[] connected(Instant now, String clientId, String caller, boolean resumed) {
        String who = ",\"clientId\":\"" + clientId + "\",\"caller\":\"" + caller + "\"";
        return json("connected", now, who + ",\"resumed\":" + resumed);
    }

    static byte[] reset(Instant now, ResetReason reason) {
        return json("reset", now, ",\"reason\":\"" + reason.label() + "\"");
    }

    /** The stream ends on purpose; the browser comes back by itself. */
    public static byte[] reconnect(Instant now, String reason) {
        return json("reconnect", now, ",\"reason\":\"" + reason + "\"");
    }

    /** The stream ends and the next connect will be refused: the page has to sign in. */
    public static byte[] sessionExpired(Instant now) {
        return json("session-expired", now, "");
    }

    static byte[] ping(Instant now) {
        return json("ping", now, "");
    }

    private static byte[] json(String type, Instant now, String more) {
        return ("{\"type\":\"" + type + "\",\"timestamp\":\"" + NotificationJson.isoMillis(now) + "\"" + more + "}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
