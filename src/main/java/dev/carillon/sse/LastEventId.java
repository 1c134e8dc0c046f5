package dev.carillon.sse;

/** Where a client says that it stopped reading: nowhere yet, at a position, or in words that make no sense. */
public sealed interface LastEventId {

    /** A new client: begins at the head. */
    record Absent() implements LastEventId {}

    /** Continues after {@code cursor}, if that history is still the one we keep. */
    record At(Cursor cursor) implements LastEventId {}

    /** Answered in-band with a reset: an error status would stop a native EventSource for good. */
    record Malformed() implements LastEventId {}

    /**
     * The header wins over the query parameter: on a reconnect the browser repeats the URL with its old parameter but
     * sends the newer position in the header.
     *
     * @param header {@code Last-Event-ID}, or null
     * @param query {@code lastEventId}, or null
     */
    static LastEventId of(String header, String query) {
        String given = header != null && !header.isEmpty() ? header : query;
        if (given == null || given.isEmpty()) {
            return new Absent();
        }
        return Cursor.parse(given).<LastEventId>map(At::new).orElseGet(Malformed::new);
    }
}
