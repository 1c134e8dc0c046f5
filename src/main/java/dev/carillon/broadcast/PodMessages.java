package dev.carillon.broadcast;

import dev.carillon.bus.BusRejection;
import dev.carillon.bus.BusRejectionCounter;
import dev.carillon.bus.ChannelBus;
import dev.carillon.bus.PodChannels;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Messages that pods send to pods, beside those of the organizations: reports, questions, and ends of streams. */
public final class PodMessages {

    /** Hears which streams end, whichever pod decided it, and perhaps twice. Must not block. */
    public interface DisconnectListener {

        /**
         * @param userId null for any user of the organization
         * @param credential null for any
         */
        void onDisconnect(String organizationId, @Nullable String userId, @Nullable String credential);
    }

    private final ChannelBus bus;
    private final PodChannels names;
    private final BusRejectionCounter rejectionCounter;
    private final PodCalls calls;
    private final ConcurrentHashMap<String, Consumer<byte[]>> topics = new ConcurrentHashMap<>();
    private final List<DisconnectListener> disconnectListeners = new CopyOnWriteArrayList<>();

    PodMessages(ChannelBus bus, String podName, BusRejectionCounter rejectionCounter) {
        this.bus = bus;
        this.names = new PodChannels(podName);
        this.rejectionCounter = rejectionCounter;
        this.calls = new PodCalls(bus, names, rejectionCounter);
    }

    /** Questions to all pods. */
    public PodCalls calls() {
        return calls;
    }

    /**
     * Sends a report to all pods that listen, this one included. It may be lost. From any thread, never blocks or throws.
     *
     * @param topic any word
     */
    public void tell(String topic, byte[] message) {
        bus.publish(PodChannels.topic(topic), new BusMessage.Report(message).encode());
    }

    /** Hears the reports on a topic, from soon after this call until {@link #ignore}. One per topic; must not block. */
    public void listen(String topic, Consumer<byte[]> listener) {
        topics.put(PodChannels.topic(topic), listener);
        bus.subscribe(PodChannels.topic(topic));
    }

    public void ignore(String topic) {
        topics.remove(PodChannels.topic(topic));
        bus.unsubscribe(PodChannels.topic(topic));
    }

    /** For caches: none may let a user or credential in again that has lost access. */
    public synchronized void addDisconnectListener(DisconnectListener listener) {
        if (disconnectListeners.isEmpty()) {
            bus.subscribe(PodChannels.EVERY_POD);
        }
        disconnectListeners.add(listener);
    }

    /** Takes a message from a channel between pods. */
    void onMessage(String channel, byte[] message) {
        BusMessage.decode(message)
                .ifPresentOrElse(
                        decoded -> onMessage(channel, decoded),
                        () -> rejectionCounter.count(BusRejection.UNREADABLE, channel));
    }

    private void onMessage(String channel, BusMessage message) {
        if (names.isForThisPod(channel)) {
            if (message instanceof BusMessage.Disconnect disconnect) {
                onDisconnect(disconnect);
            }
            calls.onMessage(message);
        } else if (message instanceof BusMessage.Report report) {
            topics.getOrDefault(channel, nobody -> {}).accept(report.json());
        }
    }

    /** Tells the listeners of this pod. */
    void onDisconnect(BusMessage.Disconnect disconnect) {
        for (DisconnectListener told : disconnectListeners) {
            try {
                told.onDisconnect(disconnect.organizationId(), disconnect.userId(), disconnect.credential());
            } catch (RuntimeException e) {
                // The other listeners and the streams still have to hear of it.
                rejectionCounter.failed(PodChannels.EVERY_POD, e);
            }
        }
    }
}
