package dev.carillon.notification;

import java.time.Instant;

/**
 * What a notification may carry besides the seed's fields; each is null where it was not given, and then nowhere in the
 * JSON.
 *
 * @param data a JSON object for the page that shows the notification, exactly as it is written out again
 * @param expiresAt from when on it is in no inbox any more
 * @param collapseKey a newer notification with this key and the same recipient takes the place of an older unread one
 * @param traceParent where the trace of its creation goes on, as {@link TraceParent}; lives as long as the message
 *     between the pods and is not stored
 */
public record OptionalFields(String data, Instant expiresAt, String collapseKey, String traceParent) {

    /** Nothing beyond the seed's fields. */
    public static final OptionalFields NONE = new OptionalFields(null, null, null);

    /** Without a trace. */
    public OptionalFields(String data, Instant expiresAt, String collapseKey) {
        this(data, expiresAt, collapseKey, null);
    }
}
