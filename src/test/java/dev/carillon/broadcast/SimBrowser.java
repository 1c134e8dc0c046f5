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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
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
    private final Map<Long, Cursor> shown = new HashMap<>();
    private final Map<Long, String> texts = new HashMap<>();
    private Supplier<Map<String, Cursor>> gone = Map::of;
    private Predicate<String> isPublished = text -> true;
    private Cursor lastEventId;
    private long shownUpTo;
    private long owedAfter = -1;
    private int resets;
    private Connection connection;
    private BiConsumer<Cursor, ResetReason> judge = (place, reason) -> {};
    private BiPredicate<Cursor, Cursor> leadsTo = (earlier, later) -> true;

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
        breakConnectionFor(world.upTo(Duration.ofSeconds(2)));
    }

    void breakConnectionFor(Duration away) {
        Connection broken = connection;
        if (broken == null) {
            return;
        }
        connection = null;
        broken.open = false;
        broken.loop.execute(() -> broken.pod.broadcaster().removeClient(broken));
        world.after(away, this::open);
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

    /** Once everything is at rest, this browser must have shown every id after this one; below 0 before it connects. */
    public long owedAfter() {
        return owedAfter;
    }

    public boolean hasShown(long id) {
        return shown.containsKey(id);
    }

    /** The notifications that its page shows beside its list, by id. */
    Map<Long, Cursor> shown() {
        return shown;
    }

    int resets() {
        return resets;
    }

    /** Where the server believes it to be, or where it asked to resume; null while neither is known. */
    Cursor place() {
        return connection == null ? null : connection.place;
    }

    /** After each step of the world: resets are judged by where the client stood before them. */
    void look() {
        if (connection != null && connection.subscription != null) {
            Cursor position = connection.subscription.position();
            connection.place = position == null ? connection.place : position;
        }
    }

    /** The judge hears of each reset when it is written, with the place where the client stood. */
    void onReset(BiConsumer<Cursor, ResetReason> told) {
        judge = told;
    }

    /** Whether one history has both cursors, the first one earlier. */
    void requireOneHistory(BiPredicate<Cursor, Cursor> test) {
        leadsTo = test;
    }

    /**
     * The texts that are recalled or replaced now, with the entry that says so: nobody who connects from now on may be shown
     * them while the history has that entry. A failover that loses it brings the text back, even if it is replaced again later.
     */
    void forbid(Supplier<Map<String, Cursor>> goneNow) {
        gone = goneNow;
    }

    /** No other texts may be shown. */
    void requirePublished(Predicate<String> test) {
        isPublished = test;
    }

    /** The content of its page, by the notification's id: messages, with what was recalled or updated since. */
    Map<Long, String> texts() {
        return texts;
    }

    private void show(SimFrame frame, Map<String, Cursor> forbidden) {
        Cursor entry = frame.text() == null ? null : forbidden.get(frame.text());
        if (entry != null && entry.equals(gone.get().get(frame.text()))) {
            violations.add(userId + " is shown " + frame + ", which was gone by " + entry + " before it connected");
        }
        if (frame.text() != null && !isPublished.test(frame.text())) {
            violations.add(userId + " is shown " + frame + " of a transaction that has not committed");
        }
        if (frame.kind().equals("recall")) {
            texts.remove(frame.notification());
        } else if (frame.text() != null) {
            texts.put(frame.notification(), frame.text());
        }
    }

    private void moveTo(Cursor position) {
        if (!leadsTo.test(lastEventId, position)) {
            violations.add(userId + " went from " + lastEventId + " to " + position + " of another history");
        }
        lastEventId = position;
    }

    private void onConnected(Cursor position, boolean resumed) {
        if (resumed && !position.equals(lastEventId)) {
            violations.add("resumed at " + position + " instead of " + lastEventId);
        }
        if (!resumed && owedAfter < 0) {
            loadList(position);
        }
        lastEventId = position;
    }

    /** The page loads its list, which holds everything up to the position. */
    private void onReset(Cursor position) {
        resets++;
        loadList(position);
        lastEventId = position;
    }

    private void loadList(Cursor position) {
        owedAfter = position.id();
        shownUpTo = position.id();
        shown.clear();
        texts.clear();
    }

    private void onFrame(Frame frame, Map<String, Cursor> forbidden) {
        show(SimFrame.of(frame), forbidden);
        if (!frame.isFor(userId)) {
            violations.add(userId + " got " + frame.id() + ", which is for " + frame.userId());
        }
        if (frame.id() <= shownUpTo) {
            violations.add(userId + " got " + frame.id() + " after " + shownUpTo);
        }
        shownUpTo = frame.id();
        shown.put(frame.id(), frame.cursor());
        moveTo(frame.cursor());
    }

    private void onKeepAlive(Cursor position) {
        moveTo(position);
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
        private boolean connected;
        private final Map<String, Cursor> forbidden = gone.get();
        private Cursor place = lastEventId;

        Connection(SimPod pod, SimLoop loop) {
            this.pod = pod;
            this.loop = loop;
            this.id = pod.broadcaster().newClientId(userId, organizationId);
            loop.schedule(Duration.ofSeconds(1), this::keepAlive);
        }

        private void keepAlive() {
            if (open) {
                Cursor position = subscription == null ? null : subscription.position();
                if (position != null && isWritable() && connected) {
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
            send(() -> onFrame(frame, forbidden));
        }

        @Override
        public void write(SharedBytes event) {
            send(() -> {});
        }

        @Override
        public void flush() {}

        @Override
        public void onConnected(Cursor position, boolean resumed) {
            connected = true;
            send(() -> SimBrowser.this.onConnected(position, resumed));
        }

        @Override
        public void onReset(Cursor position, ResetReason reason) {
            judge.accept(place, reason);
            place = position;
            send(() -> SimBrowser.this.onReset(position));
        }

        @Override
        public void disconnect(DisconnectReason reason) {
            world.after(Duration.ZERO, SimBrowser.this::breakConnection);
        }
    }
}
