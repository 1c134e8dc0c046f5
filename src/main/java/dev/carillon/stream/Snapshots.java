package dev.carillon.stream;

import dev.carillon.inbox.Inbox;
import dev.carillon.inbox.InboxMessages;
import dev.carillon.inbox.InboxSnapshot;
import dev.carillon.notification.LogPosition;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.LastEventId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Reads the snapshot of a stream. A new client starts at the snapshot's own cursor, so that nothing is missing or
 * repeated between snapshot and stream.
 */
@Singleton
class Snapshots {

    private final Inbox inbox;
    private final InboxMessages messages;

    @Inject
    Snapshots(Inbox inbox, InboxMessages messages) {
        this.inbox = inbox;
        this.messages = messages;
    }

    /** Blocks. */
    StreamRequest greet(StreamRequest request) {
        InitialSnapshot initialSnapshot = request.initialSnapshot();
        if (!initialSnapshot.isWanted()) {
            return request;
        }
        InboxSnapshot snapshot = inbox.snapshot(request.caller(), initialSnapshot.size(), initialSnapshot.types());
        byte[] message = messages.snapshot(snapshot);
        LogPosition head = snapshot.head();
        // A client that resumes gets everything after its own cursor. A new client continues from the snapshot.
        return request.from() instanceof LastEventId.Absent
                ? request.greetedAt(new Cursor(head.mark(), head.id()), initialSnapshot.with(message, true))
                : request.greetedAt(null, initialSnapshot.with(message, false));
    }
}
