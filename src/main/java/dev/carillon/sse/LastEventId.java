package dev.carillon.sse;

import org.jspecify.annotations.Nullable;

/** The place where a client stopped reading, by its own statement: none yet, a cursor, or text that is no cursor. */
public sealed interface LastEventId {

    /** A new client; it begins at the head. */
    record Absent() implements LastEventId {}

    /** The client continues after {@code cursor}, if the log still has its notification. */
    record At(Cursor cursor) implements LastEventId {}

    /** Answered in-band with a reset: an error status would stop a native EventSource permanently. */
    record Malformed() implements LastEventId {}

    /**
     * The header takes precedence over the query parameter: on a reconnect the browser repeats the URL with its old
     * parameter but sends the newer cursor in the header.
     *
     * @param header {@code Last-Event-ID}, or null
     * @param query {@code lastEventId}, or null
     */
    static LastEventId of(@Nullable String header, @Nullable String query) {
        String given = header != null && !header.isEmpty() ? header : query;
        if (given == null || given.isEmpty()) {
            return new Absent();
        }
        return Cursor.parse(given).<LastEventId>map(At::new).orElseGet(Malformed::new);
    }
}
