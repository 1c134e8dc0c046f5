package dev.carillon.bus;

import java.util.concurrent.CompletionStage;

/**
 * Carries messages between pods, on one channel per organization, whose name is the organization's id, and on those of
 * {@link PodChannels}. Delivery is best effort: a message may be lost, doubled or
 * reordered, and the receiver repairs that from the notification log. No method blocks or throws; all may be called from
 * any thread.
 */
public interface ChannelBus {

    /** Receives messages; one per bus. Called on a thread of the bus; must not block. */
    interface Receiver {

        void onMessage(String channel, byte[] message);

        /**
         * Messages may have been lost on every channel since the last one. Called after a new connection has sent its
         * subscriptions; some of them may not be confirmed yet.
         */
        void onGap();
    }

    /** Starts delivery to the receiver; call once. */
    void start(Receiver receiver);

    /** Sends a message to every pod that has subscribed to the channel, including this one. */
    void publish(String channel, byte[] message);

    /**
     * Subscribes until {@link #unsubscribe}, across all reconnects. Messages that are published after the stage completes
     * are received. The stage stays incomplete while the bus is unreachable.
     */
    CompletionStage<Void> subscribe(String channel);

    void unsubscribe(String channel);

    /** Whether recent probes came back. While false, the database is the only source. */
    boolean isDelivering();
}
