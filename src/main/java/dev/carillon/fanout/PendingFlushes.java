package dev.carillon.fanout;

import java.util.ArrayList;
import java.util.List;

/** What a room has written in this turn of its event loop and not yet flushed. Owned by the loop. */
final class PendingFlushes {

    private final RoomLog roomLog;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();

    PendingFlushes(RoomLog roomLog) {
        this.roomLog = roomLog;
    }

    void add(Subscription subscription) {
        if (subscription.markDirty()) {
            subscriptions.add(subscription);
        }
    }

    /** A frame that live clients were given, for the delay until they are flushed. */
    void add(Frame frame) {
        frames.add(frame);
    }

    void flush() {
        for (int i = 0; i < subscriptions.size(); i++) {
            subscriptions.get(i).flush();
        }
        subscriptions.clear();
        for (int i = 0; i < frames.size(); i++) {
            roomLog.onDelivered(frames.get(i));
        }
        frames.clear();
    }
}
