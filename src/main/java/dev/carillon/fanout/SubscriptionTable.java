package dev.carillon.fanout;

import dev.carillon.socket.IoSubmitBatch;
import dev.carillon.socket.IoSubmitSupport;
import dev.carillon.socket.SendMemory;
import dev.carillon.socket.SharedBytes;
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

    private final IoSubmitSupport ioSubmit;
    private final Map<String, Subscription> firstOfUser = new HashMap<>();
    private Subscription[] slots = new Subscription[INITIAL_SIZE];
    // By slot: where a live client takes frames for everybody, plain or compressed; null in both if it has to be asked.
    // Two arrays, because clients that take the same bytes get them one after the other.
    private @Nullable SocketWriter[] plain = new @Nullable SocketWriter[INITIAL_SIZE];
    private @Nullable SocketWriter[] compressed = new @Nullable SocketWriter[INITIAL_SIZE];
    private int size;
    private int compressing;

    SubscriptionTable(IoSubmitSupport ioSubmit) {
        this.ioSubmit = ioSubmit;
    }

    void add(Subscription subscription) {
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, size * 2);
            plain = Arrays.copyOf(plain, size * 2);
            compressed = Arrays.copyOf(compressed, size * 2);
        }
        subscription.setSlot(size);
        slots[size++] = subscription;
        String user = subscription.client().userId();
        subscription.setNextOfUser(firstOfUser.put(user, subscription));
    }

    /** The last subscription moves to the free slot. */
    void remove(Subscription subscription) {
        int free = subscription.slot();
        takeDirectly(free, null);
        Subscription last = slots[--size];
        slots[free] = last;
        plain[free] = plain[size];
        compressed[free] = compressed[size];
        last.setSlot(free);
        slots[size] = null;
        plain[size] = null;
        compressed[size] = null;
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

    /** The client in this slot takes frames this way from now on; null if it has to be asked for each of them. */
    void takeDirectly(int slot, @Nullable SocketWriter writer) {
        boolean compresses = writer != null && writer.gzipEnd() != null;
        compressing += (compresses ? 1 : 0) - (compressed[slot] == null ? 0 : 1);
        plain[slot] = compresses ? null : writer;
        compressed[slot] = compresses ? writer : null;
    }

    /**
     * Sends to all clients that take the frame directly. No client may join or leave meanwhile.
     *
     * @param others gets the clients that have to be asked
     * @return how many clients it was sent to
     */
    int send(Frame frame, Consumer<Subscription> others) {
        int sent = send(frame, frame.bytes(), plain, others);
        if (compressing > 0) {
            sent += send(frame, frame.bytes().gzip(), compressed, others);
        }
        return sent;
    }

    /** Sends to all clients whose writer of this kind is idle. */
    private int send(Frame frame, SharedBytes bytes, @Nullable SocketWriter[] writers, Consumer<Subscription> others) {
        IoSubmitBatch batch = ioSubmit.ofThread(size);
        if (batch != null && batch.hold(bytes)) {
            return send(frame, writers, others, batch);
        }
        SendMemory memory = SendMemory.ofThread();
        int sent = 0;
        for (int slot = 0; slot < size; slot++) {
            SocketWriter writer = free(frame, slot, writers, others);
            if (writer == null) {
                continue;
            }
            count(frame, writer);
            int taken = writer.write(bytes, memory);
            if (taken < bytes.chunkLength()) {
                slots[slot].client().sendRest(frame, taken);
            }
            sent++;
        }
        return sent;
    }

    private int send(
            Frame frame, @Nullable SocketWriter[] writers, Consumer<Subscription> others, IoSubmitBatch batch) {
        IoSubmitBatch.OnPartialWrite rest =
                (slot, taken) -> slots[slot].client().sendRest(frame, taken);
        int sent = 0;
        try {
            for (int slot = 0; slot < size; slot++) {
                SocketWriter writer = free(frame, slot, writers, others);
                if (writer == null) {
                    continue;
                }
                count(frame, writer);
                int socket = writer.descriptor();
                if (socket < 0 || batch.isBroken()) {
                    rest.of(slot, SocketWriter.NOTHING);
                } else {
                    batch.add(socket, slot);
                }
                if (batch.isFull()) {
                    batch.submit(rest);
                }
                sent++;
            }
        } finally {
            // In any case: clients in the batch get this frame in no other way, and a batch with clients in it cannot
            // take the next frame.
            batch.submit(rest);
        }
        return sent;
    }

    /** Null if the client is asked, does not want the frame, or has a writer of the other kind. */
    private @Nullable SocketWriter free(
            Frame frame, int slot, @Nullable SocketWriter[] writers, Consumer<Subscription> others) {
        SocketWriter writer = writers[slot];
        if (writer != null && writer.isIdle()) {
            if (writer.types() == null) {
                return writer;
            }
            // The client may want only some of several joined frames.
            if (frame.type() != null) {
                return writer.types().test(frame.type()) ? writer : null;
            }
        }
        // Clients without a writer are asked in the plain pass only: a client that loses its writer while it is asked
        // would otherwise be asked twice.
        if (writer != null || (writers == plain && compressed[slot] == null)) {
            others.accept(slots[slot]);
        }
        return null;
    }

    private static void count(Frame frame, SocketWriter writer) {
        if (writer.gzipEnd() != null) {
            writer.gzipEnd().add(frame.bytes().gzipText());
        }
    }

    /** A copy, for callers that change the table while they walk through it. */
    List<Subscription> copy() {
        return List.of(Arrays.copyOf(slots, size));
    }
}
