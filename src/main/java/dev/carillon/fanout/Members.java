package dev.carillon.fanout;

import dev.carillon.socket.DirectWrite;
import dev.carillon.socket.JointSend;
import dev.carillon.socket.JointSends;
import dev.carillon.socket.SendMemory;
import dev.carillon.socket.SharedBytes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A room's clients: an array, because it is walked for each notification and changed only when somebody comes or goes,
 * and a chain through the subscriptions of each user. In no order. Owned by the room's loop.
 */
final class Members {

    private static final int INITIAL_SIZE = 4;

    private final JointSends jointSends;
    private final Map<String, Subscription> firstOfUser = new HashMap<>();
    private Subscription[] seats = new Subscription[INITIAL_SIZE];
    // By seat: where a live client takes frames for everybody, as they are or compressed; null in both where it has to
    // be asked. Apart, as clients that take the same bytes get them one after the other.
    private DirectWrite[] plain = new DirectWrite[INITIAL_SIZE];
    private DirectWrite[] compressed = new DirectWrite[INITIAL_SIZE];
    private int size;
    private int compressing;

    Members(JointSends jointSends) {
        this.jointSends = jointSends;
    }

    void add(Subscription subscription) {
        if (size == seats.length) {
            seats = Arrays.copyOf(seats, size * 2);
            plain = Arrays.copyOf(plain, size * 2);
            compressed = Arrays.copyOf(compressed, size * 2);
        }
        subscription.sitAt(size);
        seats[size++] = subscription;
        String user = subscription.client().userId();
        subscription.chainTo(firstOfUser.put(user, subscription));
    }

    /** The last one takes the seat that becomes free. */
    void remove(Subscription subscription) {
        int free = subscription.seat();
        takeDirectly(free, null);
        Subscription last = seats[--size];
        seats[free] = last;
        plain[free] = plain[size];
        compressed[free] = compressed[size];
        last.sitAt(free);
        seats[size] = null;
        plain[size] = null;
        compressed[size] = null;
        unchain(subscription);
    }

    private void unchain(Subscription subscription) {
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
        Subscription before = first;
        while (before.nextOfUser() != subscription) {
            before = before.nextOfUser();
        }
        before.chainTo(subscription.nextOfUser());
    }

    boolean isEmpty() {
        return size == 0;
    }

    /**
     * Nobody may come or go meanwhile.
     *
     * @param userId null for everybody
     */
    void forEach(String userId, Consumer<Subscription> action) {
        if (userId == null) {
            for (int seat = 0; seat < size; seat++) {
                action.accept(seats[seat]);
            }
        } else {
            for (Subscription s = firstOfUser.get(userId); s != null; s = s.nextOfUser()) {
                action.accept(s);
            }
        }
    }

    /** Whoever sits there takes frames this way from now on, or has to be asked for each of them: null. */
    void takeDirectly(int seat, DirectWrite way) {
        boolean compresses = way != null && way.gzipEnd() != null;
        compressing += (compresses ? 1 : 0) - (compressed[seat] == null ? 0 : 1);
        plain[seat] = compresses ? null : way;
        compressed[seat] = compresses ? way : null;
    }

    /**
     * Sends to everybody whom nothing keeps from taking it at once. Nobody may come or go meanwhile.
     *
     * @param others is given the rest
     * @return to how many it was sent
     */
    int send(Frame frame, Consumer<Subscription> others) {
        int sent = send(frame, frame.bytes(), plain, others);
        if (compressing > 0) {
            sent += send(frame, frame.bytes().gzip(), compressed, others);
        }
        return sent;
    }

    /** To all who have such a way that is free. */
    private int send(Frame frame, SharedBytes bytes, DirectWrite[] ways, Consumer<Subscription> others) {
        JointSend joint = jointSends.ofThread(size);
        if (joint != null && joint.hold(bytes)) {
            return send(frame, ways, others, joint);
        }
        SendMemory memory = SendMemory.ofThread();
        int sent = 0;
        for (int seat = 0; seat < size; seat++) {
            DirectWrite way = free(frame, seat, ways, others);
            if (way == null) {
                continue;
            }
            count(frame, way);
            int taken = way.write(bytes, memory);
            if (taken < bytes.chunkLength()) {
                seats[seat].client().sendRest(frame, taken);
            }
            sent++;
        }
        return sent;
    }

    private int send(Frame frame, DirectWrite[] ways, Consumer<Subscription> others, JointSend joint) {
        JointSend.Rest rest = (seat, taken) -> seats[seat].client().sendRest(frame, taken);
        int sent = 0;
        try {
            for (int seat = 0; seat < size; seat++) {
                DirectWrite way = free(frame, seat, ways, others);
                if (way == null) {
                    continue;
                }
                count(frame, way);
                int socket = way.descriptor();
                if (socket < 0 || joint.isBroken()) {
                    rest.of(seat, DirectWrite.NOTHING);
                } else {
                    joint.add(socket, seat);
                }
                if (joint.isFull()) {
                    joint.submit(rest);
                }
                sent++;
            }
        } finally {
            // Whatever has happened: who is in the batch has no other way to this frame, and a batch that stays would
            // keep it from every other.
            joint.submit(rest);
        }
        return sent;
    }

    /** Null for who is asked, does not want it, or has a way of the other kind. */
    private DirectWrite free(Frame frame, int seat, DirectWrite[] ways, Consumer<Subscription> others) {
        DirectWrite way = ways[seat];
        if (way != null && way.isIdle()) {
            if (way.types() == null) {
                return way;
            }
            // Of several that are of different types it may want some.
            if (frame.type() != null) {
                return way.types().test(frame.type()) ? way : null;
            }
        }
        // Who has no way at all is asked with the plain ones, in the same walk: who loses his as he is asked would be
        // asked again by another.
        if (way != null || (ways == plain && compressed[seat] == null)) {
            others.accept(seats[seat]);
        }
        return null;
    }

    private static void count(Frame frame, DirectWrite way) {
        if (way.gzipEnd() != null) {
            way.gzipEnd().add(frame.bytes().gzipText());
        }
    }

    /** As they are now, for who changes them on the way. */
    List<Subscription> copy() {
        return List.of(Arrays.copyOf(seats, size));
    }
}
