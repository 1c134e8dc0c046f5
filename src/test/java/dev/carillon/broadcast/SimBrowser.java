package dev.carillon.broadcast;

import dev.carillon.fanout.Client;
import dev.carillon.fanout.DisconnectReason;
import dev.carillon.fanout.Frame;
import dev.carillon.fanout.ResetReason;
import dev.carillon.socket.Loop;
import dev.carillon.socket.SharedBytes;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.LastEventId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A browser with one {@code EventSource}: its stream ends whenever the world wants, bytes under way are lost, and it
 * comes back to any pod with the cursor that it has received last.
 */
public final class SimBrowser {

    private final SimWorld world;
    private final String userId;
    private final String organizationId;
    private final Supplier<SimPod> anyPod;
    private final List<String> violations = new ArrayList<>();
    private final Set<String> shown = new HashSet<>();
    private final Set<Long> shownInHistory = new HashSet<>();
    private Cursor lastEventId;
    private String history;
    private long shownUpTo;
    private long owedAfter = -1;
    private int resets;
    private Connection connection;

    public SimBrowser(SimWorld world, String userId, String organizationId, Supplier<SimPod> anyPod) {
        this.world = world;
        this.userId = userId;
        this.organizationId = organizationId;
        this.anyPod = anyPod;
    }

    public void open() {
        SimPod pod = anyPod.get();
        connection = new Connection(pod, pod.anyLoop());
        Connection opened = connection;
        opened.loop.execute(() -> pod.broadcaster()
                .addClient(opened, lastEventId == null ? new LastEventId.Absent() : new LastEventId.At(lastEventId)));
    }

    /** The network or the pod fails. Bytes that have not arrived never will. */
    void breakConnection() {
        Connection broken = connection;
        if (broken == null) {
            return;
        }
        connection = null;
        broken.open = false;
        broken.loop.execute(() -> broken.pod.broadcaster().removeClient(broken));
        world.after(world.upTo(Duration.ofSeconds(2)), this::open);
    }

    boolean isOn(SimPod pod) {
        return connection != null && connection.pod == pod;
    }

    void becomeSlow(boolean slow) {
        if (connection != null) {
            connection.stuck = slow;
            if (!slow) {
                connection.drain();
            }
        }
    }

    public List<String> violations() {
        return violations;
    }

    String userId() {
        return userId;
    }

    /** Once everything is at rest, this browser must have shown every id of its epoch after this one. */
    public long owedAfter() {
        return owedAfter;
    }

    public boolean hasShown(long id) {
        return shownInHistory.contains(id);
    }

    String history() {
        return history;
    }

    int resets() {
        return resets;
    }

    private void onConnected(Cursor position, boolean resumed) {
        if (resumed && !position.equals(lastEventId)) {
            violations.add("resumed at " + position + " instead of " + lastEventId);
        }
        if (!resumed && owedAfter < 0) {
            startHistory(position);
        }
        lastEventId = position;
    }

    /** The page loads its list, which holds everything up to the position. */
    private void onReset(Cursor position) {
        resets++;
        startHistory(position);
        lastEventId = position;
    }

    private void startHistory(Cursor position) {
        history = position.epoch();
        owedAfter = position.id();
        shownUpTo = position.id();
        shownInHistory.clear();
    }

    private void onFrame(Frame frame, String epoch) {
        if (!frame.isFor(userId)) {
            violations.add(userId + " got " + frame.id() + ", which is for " + frame.userId());
        }
        if (!epoch.equals(history)) {
            violations.add("frame of " + epoch + " in the history of " + history);
        }
        if (frame.id() <= shownUpTo) {
            violations.add("frame " + frame.id() + " after " + shownUpTo);
        }
        if (!shown.add(epoch + "-" + frame.id())) {
            violations.add(
                    "frame " + frame.id() + " shown twice on " + System.identityHashCode(this) + " epoch " + epoch);
        }
        shownUpTo = frame.id();
        shownInHistory.add(frame.id());
        lastEventId = new Cursor(epoch, frame.id());
    }

    private void onKeepAlive(Cursor position) {
        lastEventId = position;
    }

    /** One stream, seen from both ends: bytes written are under way for a while and arrive in order or not at all. */
    private final class Connection implements Client {

        // Frames until the socket is full; small, so that clients fall behind often.
        private static final int CAPACITY = 4;

        private final SimPod pod;
        private final SimLoop loop;
        private final String id;
        private Client.Handle subscription;
        private boolean open = true;
        private boolean stuck;
        private boolean wasFull;
        private int inFlight;
        private long arrivesAt;
        private String epoch;

        Connection(SimPod pod, SimLoop loop) {
            this.pod = pod;
            this.loop = loop;
            this.id = pod.broadcaster().newClientId(userId, organizationId);
            loop.schedule(Duration.ofSeconds(1), this::keepAlive);
        }

        private void keepAlive() {
            if (open) {
                Cursor position = subscription == null ? null : subscription.position();
                if (position != null && isWritable() && epoch != null) {
                    send(() -> onKeepAlive(position));
                }
                loop.schedule(Duration.ofSeconds(1), this::keepAlive);
            }
        }

        private void send(Runnable arrival) {
            inFlight++;
            wasFull |= inFlight >= CAPACITY;
            if (!stuck) {
                deliver(arrival);
            } else {
                held.add(arrival);
            }
        }

        private final List<Runnable> held = new ArrayList<>();

        private void deliver(Runnable arrival) {
            arrivesAt = Math.max(
                    arrivesAt, world.now() + world.upTo(Duration.ofMillis(2)).toNanos());
            world.at(arrivesAt, () -> {
                if (open) {
                    arrival.run();
                    loop.execute(this::onSent);
                }
            });
        }

        private void onSent() {
            inFlight--;
            if (open && wasFull && inFlight <= CAPACITY / 2) {
                wasFull = false;
                subscription.onWritable();
            }
        }

        void drain() {
            List<Runnable> waiting = List.copyOf(held);
            held.clear();
            waiting.forEach(this::deliver);
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public String userId() {
            return userId;
        }

        @Override
        public String organizationId() {
            return organizationId;
        }

        @Override
        public String credential() {
            return "none";
        }

        @Override
        public Loop loop() {
            return loop;
        }

        @Override
        public boolean wants(String type) {
            return true;
        }

        @Override
        public void onSubscribed(Handle made) {
            subscription = made;
        }

        @Override
        public boolean isWritable() {
            return inFlight < CAPACITY;
        }

        @Override
        public void write(Frame frame) {
            String of = epoch;
            send(() -> onFrame(frame, of));
        }

        @Override
        public void write(SharedBytes event) {
            send(() -> {});
        }

        @Override
        public void flush() {}

        @Override
        public void onConnected(Cursor position, boolean resumed) {
            epoch = position.epoch();
            send(() -> SimBrowser.this.onConnected(position, resumed));
        }

        @Override
        public void onReset(Cursor position, ResetReason reason) {
            epoch = position.epoch();
            send(() -> SimBrowser.this.onReset(position));
        }

        @Override
        public void disconnect(DisconnectReason reason) {
            world.after(Duration.ZERO, SimBrowser.this::breakConnection);
        }
    }
}
