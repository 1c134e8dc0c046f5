package dev.carillon.stream;

import dev.carillon.fanout.ResetReason;
import dev.carillon.notification.NotificationJson;
import java.time.Duration;
import java.time.Instant;

/** The JSON of the messages that are about the stream itself. */
public final class StreamMessage {

    private StreamMessage() {}

    static byte[] connected(Instant now, String clientId, String caller, boolean resumed) {
        return json("connected", now, json -> {
            json.writeStringField("clientId", clientId);
            json.writeStringField("caller", caller);
            json.writeBooleanField("resumed", resumed);
        });
    }

    /** @param reloadWithin the page waits for a random part of it before it loads its list */
    static byte[] reset(Instant now, ResetReason reason, Duration reloadWithin) {
        return json("reset", now, json -> {
            json.writeStringField("reason", reason.label());
            json.writeNumberField("reloadWithinMs", reloadWithin.toMillis());
        });
    }

    /**
     * A reset that moves no cursor: the preferences of the user have changed.
     *
     * @param change as counts name it
     * @param reloadWithin as above
     */
    static byte[] preferences(Instant now, long change, Duration reloadWithin) {
        return json("reset", now, json -> {
            json.writeStringField("reason", "preferences");
            json.writeNumberField("preferences", change);
            json.writeNumberField("reloadWithinMs", reloadWithin.toMillis());
        });
    }

    /** The stream ends on purpose; the browser reconnects on its own. */
    public static byte[] reconnect(Instant now, String reason) {
        return json("reconnect", now, json -> json.writeStringField("reason", reason));
    }

    /** The stream ends and the next connect will be rejected: the page has to sign in. */
    public static byte[] sessionExpired(Instant now) {
        return json("session-expired", now, json -> {});
    }

    static byte[] ping(Instant now) {
        return json("ping", now, json -> {});
    }

    private static byte[] json(String type, Instant now, NotificationJson.Fields more) {
        return NotificationJson.write(json -> {
            json.writeStartObject();
            json.writeStringField("type", type);
            json.writeStringField("timestamp", NotificationJson.isoMillis(now));
            more.writeTo(json);
            json.writeEndObject();
        });
    }
}
