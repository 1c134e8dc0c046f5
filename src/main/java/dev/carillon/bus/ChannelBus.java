package dev.carillon.bus;

import java.util.concurrent.CompletionStage;

/**
 * Carries messages between pods, one channel per organization. At most once: a message may be lost, doubled or
 * overtaken by another; whoever receives repairs that from the notification log. Nothing here blocks or throws, and
 * every method may be called from any thread.
 */
public interface ChannelBus {

    /** Who is told of what arrives; one per bus. Called on a thread of the bus, must not block. */
    interface Receiver {

        void onMessage(String organizationId, byte[] message);

        /** Messages may have been lost on every channel since the last one. */
        void onGap();
    }

    /** Begins to deliver; before this, nothing is received. */
    void start(Receiver receiver);

    /** Rings on every pod that has subscribed, this one included. */
    void publish(String organizationId, byte[] message);

    /**
     * From the moment that the stage completes, messages published to the organization's channel are received; that
     * may take as long as the bus is out of reach. The wish is remembered through all reconnects.
     */
    CompletionStage<Void> subscribe(String organizationId);

    void unsubscribe(String organizationId);

    /** Whether the bus has lately proved that it delivers; while false, the database is the only source. */
    boolean isDelivering();
}
