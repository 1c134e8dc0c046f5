package dev.carillon.stream;

import dev.carillon.identity.Caller;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.LastEventId;

/** What a client has asked for, read from the request and checked. */
record StreamRequest(Caller caller, EventFilter filter, LastEventId from, boolean pingsAsMessage, Greeting greeting) {

    /** The same with a snapshot that was taken at {@code position}. */
    StreamRequest greetedBy(byte[] snapshot, Cursor position) {
        // Who comes back has missed what follows its own position, and gets that; who is new continues the snapshot.
        return from instanceof LastEventId.Absent
                ? new StreamRequest(
                        caller, filter, new LastEventId.At(position), pingsAsMessage, new Greeting(snapshot, true))
                : new StreamRequest(caller, filter, from, pingsAsMessage, new Greeting(snapshot, false));
    }
}
