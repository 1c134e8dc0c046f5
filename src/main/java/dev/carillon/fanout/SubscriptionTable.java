package dev.carillon.fanout;

import dev.carillon.socket.SocketGroup;
import dev.carillon.socket.SocketWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A shard's clients, in no order: an array, because each notification walks through it and only joins and leaves change it, and a
 * chain through the subscriptions of each user. Owned by the shard's loop.
 */
final class SubscriptionTable {

    private static final int INITIAL_SIZE = 4;

    private final Map<String, Subscription> firstOfUser = new HashMap<>();
    // By the same slots.
    private final SocketGroup sockets;
    private Subscription[] slots = new Subscription[INITIAL_SIZE];
    private int size;

    /** @param sockets without members, and of this table alone */
    SubscriptionTable(SocketGroup sockets) {
        this.sockets = sockets;
    }

    void add(Subscription subscription) {
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, size * 2);
        }
        sockets.add();
        subscription.setSlot(size);
        slots[size++] = subscription;
        String user = subscription.client().userId();
        subscription.setNextOfUser(firstOfUser.put(user, subscription));
    }

    /** The last subscription moves to the free slot. */
    void remove(Subscription subscription) {
        int free = subscription.slot();
        sockets.remove(free);
        Subscription last = slots[--size];
        slots[free] = last;
        last.setSlot(free);
        slots[size] = null;
        unlinkFromUser(subscription);
    }

    private void unlinkFromUser(Subscription subscription) {
        String user = subscription.client().userId();
        Subscription first = firstOfUser.get(user);
        if (first == subscription) {
            if (subscription.nextOfUser() == null) {
                firstOfUser.remove(user);
            } else {
                firstOfUser.put(user, subscription.nextOfUser());
            }
            return;
        }
        Subscription before = Objects.requireNonNull(first);
        while (before.nextOfUser() != subscription) {
            before = Objects.requireNonNull(before.nextOfUser());
        }
        before.setNextOfUser(subscription.nextOfUser());
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** No client may join or leave meanwhile.
     *
     * @param userId null for everybody
     */
    void forEach(@Nullable String userId, Consumer<Subscription> action) {
        if (userId == null) {
            for (int slot = 0; slot < size; slot++) {
                action.accept(slots[slot]);
            }
        } else {
            for (Subscription s = firstOfUser.get(userId); s != null; s = s.nextOfUser()) {
                action.accept(s);
            }
        }
    }

    /** Where this client takes frames for everybody from now on; null if it has to be asked for each of them. */
    void setWriter(Subscription subscription, @Nullable SocketWriter writer) {
        sockets.set(subscription.slot(), writer);
    }

    /**
     * Sends a batch for everybody to all clients that have a writer. No client may join or leave meanwhile.
     *
     * @param others gets the clients that have to be asked
     * @return how many clients it was sent to
     */
    int send(FrameBatch batch, Consumer<Subscription> others) {
        return sockets.send(batch.bytes(), batch.type(), slot -> others.accept(slots[slot]));
    }

    /** A copy, for callers that change the table while they walk through it. */
    List<Subscription> copy() {
        return List.of(Arrays.copyOf(slots, size));
    }
}
