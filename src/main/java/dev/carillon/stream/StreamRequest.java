package dev.carillon.stream;

import dev.carillon.identity.AdmittedCaller;
import dev.carillon.identity.Caller;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.LastEventId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A client's request for a stream, parsed and checked.
 *
 * @param admitted the caller, whose credential is watched from here on
 * @param from the cursor in the request itself
 * @param clientId the identity that the client continues, or null
 * @param form in which the client gets its messages
 * @param maxWait how long a poll may take; not read otherwise
 * @param padding bytes of a comment behind the first message; 0 for none
 * @param pingsAsMessage whether the page can see keep-alives
 * @param ackRequired whether the client is disconnected when it does not acknowledge
 * @param acceptsGzip whether the client accepts a compressed stream
 * @param initialSnapshot the snapshot that the stream begins with
 */
record StreamRequest(
        AdmittedCaller admitted,
        EventFilter filter,
        LastEventId from,
        @Nullable String clientId,
        StreamForm form,
        Duration maxWait,
        int padding,
        boolean pingsAsMessage,
        boolean ackRequired,
        boolean acceptsGzip,
        InitialSnapshot initialSnapshot) {

    Caller caller() {
        return admitted.caller();
    }

    /** Whether the stream needs the database before it can begin. */
    boolean needsDatabase() {
        return needsPosition() || initialSnapshot.isWanted();
    }

    /** Whether the client's acknowledgements decide its place in the log. */
    boolean needsPosition() {
        return clientId != null && (from instanceof LastEventId.Absent || ackRequired);
    }

    /** @param newClientId null for a new identity */
    StreamRequest withPlace(@Nullable String newClientId, LastEventId newFrom) {
        return new StreamRequest(
                admitted,
                filter,
                newFrom,
                newClientId,
                form,
                maxWait,
                padding,
                pingsAsMessage,
                ackRequired,
                acceptsGzip,
                initialSnapshot);
    }

    /** @param position cursor of the snapshot, if the client begins there; null for the client's own place */
    StreamRequest greetedAt(@Nullable Cursor position, InitialSnapshot newGreeting) {
        LastEventId start = position == null ? from : new LastEventId.At(position);
        return new StreamRequest(
                admitted,
                filter,
                start,
                clientId,
                form,
                maxWait,
                padding,
                pingsAsMessage,
                ackRequired,
                acceptsGzip,
                newGreeting);
    }
}
