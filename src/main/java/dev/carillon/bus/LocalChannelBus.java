package dev.carillon.bus;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The bus of a single pod: a published message is received at once, on the caller's thread. */
public final class LocalChannelBus implements ChannelBus {

    private final Set<String> subscribed = ConcurrentHashMap.newKeySet();
    private final BooleanSupplier alone;
    // From the start, before which nobody is subscribed.
    @SuppressWarnings("NullAway.Init")
    private volatile Receiver receiver;

    /** @param alone whether there is no other pod, which would hear nothing of this one; from any thread, never blocks */
    public LocalChannelBus(BooleanSupplier alone) {
        this.alone = alone;
    }

    @Override
    public void start(Receiver newReceiver) {
        receiver = newReceiver;
    }

    @Override
    public void publish(String channel, byte[] message) {
        if (subscribed.contains(channel)) {
            receiver.onMessage(channel, message);
        }
    }

    @Override
    public CompletionStage<Void> subscribe(String channel) {
        subscribed.add(channel);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void unsubscribe(String channel) {
        subscribed.remove(channel);
    }

    @Override
    public boolean isDelivering() {
        return alone.getAsBoolean();
    }
}
