package dev.carillon.stream;

import dev.carillon.identity.Caller;
import dev.carillon.sse.LastEventId;

/**
 * What a client has asked for, read from the request and checked.
 *
 * @param from the position given in the request itself
 * @param clientId the identity that the client continues, or null
 * @param pingsAsMessage whether keep-alives are to be visible to the page
 * @param ackRequired whether the client wants to be cut off when it does not acknowledge
 */
record StreamRequest(
        Caller caller,
        EventFilter filter,
        LastEventId from,
        String clientId,
        boolean pingsAsMessage,
        boolean ackRequired) {

    /** Whether what the client has acknowledged decides about its place in the log. */
    boolean needsPosition() {
        return clientId != null && (from instanceof LastEventId.Absent || ackRequired);
    }

    /** @param newClientId null for a new identity */
    StreamRequest withPlace(String newClientId, LastEventId newFrom) {
        return new StreamRequest(caller, filter, newFrom, newClientId, pingsAsMessage, ackRequired);
    }
}
