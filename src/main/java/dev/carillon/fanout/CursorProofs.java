package dev.carillon.fanout;

import dev.carillon.socket.Loop;
import dev.carillon.sse.Cursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The clients of a shard that wait for the database. New ones wait until this pod is known to have everything that was
 * committed before they came; otherwise a pod that was cut off would show them what was recalled meanwhile. Those whose
 * cursor is in doubt wait for a verdict, once for each cursor, however many clients stand there. Owned by the shard's loop.
 *
 * <p>See docs/adr/0035-text-in-one-place.md
 */
final class CursorProofs {

    private final RoomLog roomLog;
    private final Loop loop;
    private final OnVerdict onVerdict;
    private final Consumer<Subscription> onConfirmed;
    private final Map<Cursor, List<Subscription>> waiting = new HashMap<>();
    private List<Subscription> arrived = new ArrayList<>();
    private boolean confirming;
    // There before anybody asks.
    @SuppressWarnings("NullAway.Init")
    private OrganizationLog log;

    interface OnVerdict {
        void accept(Subscription subscription, Cursor cursor, CursorVerdict verdict);
    }

    /** @param onConfirmed gets each client that has waited in {@link #confirm} */
    CursorProofs(RoomLog roomLog, Loop loop, OnVerdict onVerdict, Consumer<Subscription> onConfirmed) {
        this.roomLog = roomLog;
        this.loop = loop;
        this.onVerdict = onVerdict;
        this.onConfirmed = onConfirmed;
    }

    void startOver(OrganizationLog newLog) {
        log = newLog;
        waiting.clear();
        arrived.clear();
        confirming = false;
    }

    /** For a client that has come just now. Clients that come while a question is under way share the next one. */
    void confirm(Subscription subscription) {
        arrived.add(subscription);
        confirmNext();
    }

    private void confirmNext() {
        if (confirming || arrived.isEmpty()) {
            return;
        }
        confirming = true;
        List<Subscription> asking = arrived;
        arrived = new ArrayList<>();
        OrganizationLog asked = log;
        roomLog.confirm(asked, loop, () -> {
            if (asked == log) {
                confirming = false;
                asking.stream()
                        .filter(subscription -> subscription.state() == Subscription.State.WAITING)
                        .forEach(onConfirmed);
                confirmNext();
            }
        });
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
