package dev.carillon.fanout;

import java.util.ArrayList;
import java.util.List;

/** Collects the writes of a channel shard until it flushes them in the same turn of its event loop. Owned by the loop. */
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

    /** A frame written to live clients; it counts as delivered when they are flushed. */
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
