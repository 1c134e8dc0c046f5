package dev.carillon.stream;

import dev.carillon.identity.AdmittedCaller;
import dev.carillon.identity.Caller;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.LastEventId;
import org.jspecify.annotations.Nullable;

/**
 * What a client has asked for, read from the request and checked.
 *
 * @param admitted who asks, since the request has been admitted
 * @param from the position given in the request itself
 * @param clientId the identity that the client continues, or null
 * @param pingsAsMessage whether keep-alives are to be visible to the page
 * @param ackRequired whether the client wants to be cut off when it does not acknowledge
 * @param acceptsGzip whether the client takes a compressed stream
 * @param initialSnapshot the snapshot that the stream begins with
 */
record StreamRequest(
        AdmittedCaller admitted,
        EventFilter filter,
        LastEventId from,
        @Nullable String clientId,
        boolean pingsAsMessage,
        boolean ackRequired,
        boolean acceptsGzip,
        InitialSnapshot initialSnapshot) {

    Caller caller() {
        return admitted.caller();
    }

    /** Whether the database has to be asked before the stream can begin. */
    boolean needsDatabase() {
        return needsPosition() || initialSnapshot.isWanted();
    }

    /** Whether what the client has acknowledged decides about its place in the log. */
    boolean needsPosition() {
        return clientId != null && (from instanceof LastEventId.Absent || ackRequired);
    }

    /** @param newClientId null for a new identity */
    StreamRequest withPlace(@Nullable String newClientId, LastEventId newFrom) {
        return new StreamRequest(
                admitted, filter, newFrom, newClientId, pingsAsMessage, ackRequired, acceptsGzip, initialSnapshot);
    }

    /** @param position where the snapshot was taken, if the client begins there; null for the client's own place */
    StreamRequest greetedAt(@Nullable Cursor position, InitialSnapshot newGreeting) {
        LastEventId start = position == null ? from : new LastEventId.At(position);
        return new StreamRequest(
                admitted, filter, start, clientId, pingsAsMessage, ackRequired, acceptsGzip, newGreeting);
    }
}
