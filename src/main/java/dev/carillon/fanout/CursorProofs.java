package dev.carillon.fanout;

import dev.carillon.socket.Loop;
import dev.carillon.sse.Cursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The clients of a shard whose cursors the database is asked about: once for each cursor, however many clients stand there.
 * Owned by the shard's loop.
 */
final class CursorProofs {

    private final RoomLog roomLog;
    private final Loop loop;
    private final OnVerdict onVerdict;
    private final Map<Cursor, List<Subscription>> waiting = new HashMap<>();
    // There before anybody asks.
    @SuppressWarnings("NullAway.Init")
    private OrganizationLog log;

    interface OnVerdict {
        void accept(Subscription subscription, Cursor cursor, CursorVerdict verdict);
    }

    CursorProofs(RoomLog roomLog, Loop loop, OnVerdict onVerdict) {
        this.roomLog = roomLog;
        this.loop = loop;
        this.onVerdict = onVerdict;
    }

    void startOver(OrganizationLog newLog) {
        log = newLog;
        waiting.clear();
    }

    void ask(Subscription subscription, Cursor cursor) {
        List<Subscription> same = waiting.get(cursor);
        if (same != null) {
            same.add(subscription);
            return;
        }
        waiting.put(cursor, new ArrayList<>(List.of(subscription)));
        OrganizationLog asked = log;
        roomLog.prove(asked, cursor, loop, verdict -> onVerdict(asked, cursor, verdict));
    }

    private void onVerdict(OrganizationLog asked, Cursor cursor, CursorVerdict verdict) {
        if (asked == log) {
            for (Subscription subscription : Objects.requireNonNull(waiting.remove(cursor))) {
                onVerdict.accept(subscription, cursor, verdict);
            }
        }
    }
}
