package dev.carillon.broadcast;

import dev.carillon.bus.ChannelBus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A bus that loses, doubles, delays and overtakes as the world pleases, and that pods can be cut off from. */
public final class SimBus {

    private final SimWorld world;
    private final List<End> ends = new ArrayList<>();
    private double loss;
    private double doubling;
    private Duration latency = Duration.ofMillis(1);

    public SimBus(SimWorld world) {
        this.world = world;
    }

    void misbehave(double newLoss, double newDoubling, Duration newLatency) {
        loss = newLoss;
        doubling = newDoubling;
        latency = newLatency;
    }

    public End newEnd() {
        End end = new End();
        ends.add(end);
        return end;
    }

    private void carry(String organizationId, byte[] message) {
        for (End end : ends) {
            int copies = world.chance(loss) ? 0 : world.chance(doubling) ? 2 : 1;
            for (int i = 0; i < copies; i++) {
                world.after(world.upTo(latency), () -> end.arrive(organizationId, message));
            }
        }
    }

    /** A pod's connection to the bus. */
    public final class End implements ChannelBus {

        private final Set<String> subscribed = new HashSet<>();
        private final Set<String> wanted = new HashSet<>();
        private Receiver receiver;
        private boolean cut;
        private boolean noticed;

        @Override
        public void start(Receiver newReceiver) {
            receiver = newReceiver;
        }

        @Override
        public void publish(String organizationId, byte[] message) {
            if (!cut) {
                carry(organizationId, message);
            }
        }

        @Override
        public CompletionStage<Void> subscribe(String organizationId) {
            wanted.add(organizationId);
            CompletableFuture<Void> confirmed = new CompletableFuture<>();
            if (!cut) {
                world.after(world.upTo(latency), () -> {
                    if (!cut && wanted.contains(organizationId)) {
                        subscribed.add(organizationId);
                        confirmed.complete(null);
                    }
                });
            }
            return confirmed;
        }

        @Override
        public void unsubscribe(String organizationId) {
            wanted.remove(organizationId);
            subscribed.remove(organizationId);
        }

        @Override
        public boolean isDelivering() {
            return !noticed;
        }

        private void arrive(String organizationId, byte[] message) {
            if (!cut && subscribed.contains(organizationId)) {
                receiver.onMessage(organizationId, message);
            }
        }

        /** The connection is dead; the pod notices some seconds later, as with missed probes. */
        void cut() {
            cut = true;
            subscribed.clear();
            world.after(Duration.ofSeconds(3), () -> noticed = cut);
        }

        void restore() {
            cut = false;
            noticed = false;
            subscribed.addAll(wanted);
            receiver.onGap();
        }

        void remove() {
            ends.remove(this);
        }
    }
}
