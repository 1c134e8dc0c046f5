package dev.carillon.fanout;

import dev.carillon.fanout.Subscription.State;
import java.util.Set;

/** Sends frames to a shard's live clients. A client whose socket is full falls behind. Owned by the shard's loop. */
final class FanOut {

    private final RoomLog roomLog;
    private final FanOutMetrics metrics;
    private final SubscriptionTable subscriptions;
    private final Set<Subscription> behind;
    private final PendingFlushes unflushed;
    // Deliveries of the current batch that have to wait.
    private int postponed;

    /**
     * @param behind collects the clients that fall behind
     * @param unflushed collects everything written that is flushed later in this turn of the loop
     */
    FanOut(
            RoomLog roomLog,
            FanOutMetrics metrics,
            SubscriptionTable subscriptions,
            Set<Subscription> behind,
            PendingFlushes unflushed) {
        this.roomLog = roomLog;
        this.metrics = metrics;
        this.subscriptions = subscriptions;
        this.behind = behind;
        this.unflushed = unflushed;
    }

    /** @param flushAtOnce if nothing follows: a client is then flushed while it is in the processor's cache */
    void send(FrameBatch batch, boolean flushAtOnce) {
        postponed = 0;
        if (batch.userId() == null) {
            batch.countAll(subscriptions.send(batch, subscription -> deliver(batch, subscription, flushAtOnce)));
        } else {
            subscriptions.forEach(batch.userId(), subscription -> deliver(batch, subscription, flushAtOnce));
        }
        for (int i = 0; i < batch.size(); i++) {
            if (batch.written(i) > 0) {
                unflushed.add(batch.frame(i));
            }
            roomLog.onFannedOut(batch.frame(i), batch.written(i));
        }
        metrics.offeredOnly(postponed);
    }

    private void deliver(FrameBatch batch, Subscription subscription, boolean flushAtOnce) {
        for (int i = 0; i < batch.size(); i++) {
            if (deliver(batch.frame(i), subscription, flushAtOnce)) {
                batch.count(i);
            }
        }
    }

    /** Whether the client has the frame now. */
    private boolean deliver(Frame frame, Subscription subscription, boolean flushAtOnce) {
        Client client = subscription.client();
        State state = subscription.state();
        if ((state != State.LIVE && state != State.BEHIND) || !client.wants(frame.type())) {
            return false;
        }
        if (state == State.BEHIND) {
            postponed++;
            return false;
        }
        if (!client.isWritable()) {
            subscription.become(State.BEHIND, frame.cursorBefore());
            behind.add(subscription);
            metrics.fellBehind();
            postponed++;
            return false;
        }
        if (flushAtOnce) {
            subscription.send(frame);
        } else {
            subscription.write(frame);
            unflushed.add(subscription);
        }
        return true;
    }
}
