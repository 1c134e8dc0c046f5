package dev.carillon.notification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The optional fields of a notification, beyond those of the Express application. A field that was not given is null, and
 * absent from the JSON.
 *
 * @param data a JSON object for the web page that shows the notification, written out unchanged
 * @param expiresAt the moment from which the notification is in no inbox
 * @param collapseKey a newer notification with this key and the same recipient replaces an older unread one
 * @param traceParent the trace of the create request, as in {@link TraceParent}; it travels in the message between pods
 *     and is not stored
 * @param sender the caller that has created it, which may recall and update it; known on the way to the log only
 * @param updatedAt when its sender has last updated it
 * @param handoverAfter after how many seconds it is handed over if it was not seen, in place of the rules; {@link #NEVER_HANDED_OVER}
 *     for never. Known on the way to the log only
 */
public record OptionalFields(
        @Nullable String data,
        @Nullable Instant expiresAt,
        @Nullable String collapseKey,
        @Nullable String traceParent,
        @Nullable String sender,
        @Nullable Instant updatedAt,
        @Nullable Integer handoverAfter) {

    /** As the database knows it. */
    public static final int NEVER_HANDED_OVER = -1;

    /** No optional fields. */
    public static final OptionalFields NONE = new OptionalFields(null, null, null);

    /** Without a trace. */
    public OptionalFields(@Nullable String data, @Nullable Instant expiresAt, @Nullable String collapseKey) {
        this(data, expiresAt, collapseKey, null, null, null, null);
    }

    /** With all that the log gives back. */
    public OptionalFields(
            @Nullable String data,
            @Nullable Instant expiresAt,
            @Nullable String collapseKey,
            @Nullable String traceParent,
            @Nullable String sender,
            @Nullable Instant updatedAt) {
        this(data, expiresAt, collapseKey, traceParent, sender, updatedAt, null);
    }
}
