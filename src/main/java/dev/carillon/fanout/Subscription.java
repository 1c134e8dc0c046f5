package dev.carillon.fanout;

import dev.carillon.insight.DeliveryHistory;
import dev.carillon.socket.SharedBytes;
import dev.carillon.socket.SocketWriter;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.LastEventId;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A client's place in its organization's log: a cursor that only a reset moves back. First connect, resume, slow reader
 * and lost bus message are the same case here: a cursor that is behind is pumped until it is not.
 *
 * <p>Owned by the client's event loop; methods for any thread say so.
 *
 * <p>See docs/adr/0003-cursors-over-a-shared-log.md
 */
public final class Subscription implements Client.Handle {

    /** The channel shard, as its subscriptions see it. On its event loop only. */
    interface Owner {

        void begin(Subscription subscription);

        /** Returns how many steps it has gone. */
        int pump(Subscription subscription);

        void leave(Subscription subscription);

        @Nullable
        Cursor cursorOf(Subscription subscription);

        /** Where live clients stand. */
        Cursor position();

        /** From now on frames for everybody are written past the client; to the client again, if this is null. */
        void setWriter(Subscription subscription, @Nullable SocketWriter writer);

        /** One more client (1), or one fewer (-1), is behind. */
        void behind(int difference);
    }

    enum State {
        /** Not told where it stands: the shard does not know yet, or whether the client's cursor is in the history. */
        WAITING,
        /** At the shard's position, which is its cursor: gets each new frame as it comes. */
        LIVE,
        /** Pumped from the recent log and from pages until it is live. */
        BEHIND,
        /** Not told where it stands: it has seen, on another pod, more than this pod has, and waits until this pod has it. */
        AHEAD,
        /** The database is asked whether the history still has what the client was given. Gets nothing meanwhile. */
        PROVING,
        CLOSED
    }

    private final Owner shard;
    private final SupervisedClient client;
    private final LastEventId from;
    private State state = State.WAITING;
    private final Instant openedAt;
    private Cursor cursor = Cursor.START;
    private @Nullable UserPage userPage;
    private int pagesRead;
    private long lastId;
    private boolean dirty;
    private @Nullable SharedBytes signal;
    private int slot;
    private @Nullable Subscription nextOfUser;

    Subscription(Owner shard, SupervisedClient client, LastEventId from, Instant openedAt) {
        this.shard = shard;
        this.client = client;
        this.from = from;
        this.openedAt = openedAt;
    }

    /** Lets the client in: hands it this subscription first, and then the first message. */
    public void begin() {
        client.onSubscribed(this);
        shard.begin(this);
    }

    @Override
    public void onWritable() {
        shard.pump(this);
    }

    /** The connection has ended, for any reason. */
    public void leave() {
        shard.leave(this);
    }

    @Override
    public @Nullable Cursor position() {
        return shard.cursorOf(this);
    }

    @Override
    public boolean isLive() {
        return state == State.LIVE;
    }

    /** From any thread. */
    public boolean isOf(String organizationId, String userId) {
        return client.userId().equals(userId) && client.organizationId().equals(organizationId);
    }

    /** From any thread: {@link #trace} of the open stream. Completes on the client's loop. */
    public CompletionStage<DeliveryHistory.Stream> traceLater(@Nullable String type) {
        CompletableFuture<DeliveryHistory.Stream> trace = new CompletableFuture<>();
        client.loop().execute(() -> trace.complete(trace(null, type)));
        return trace;
    }

    /** The stream for the delivery history. On the client's loop, before it has left. */
    public DeliveryHistory.Stream trace(@Nullable Instant closedAt, @Nullable String type) {
        Cursor reached = position();
        return new DeliveryHistory.Stream(
                client.organizationId(),
                client.userId(),
                client.id(),
                openedAt,
                closedAt,
                reached == null ? 0 : reached.id(),
                type == null ? null : client.wants(type));
    }

    Client client() {
        return client;
    }

    LastEventId from() {
        return from;
    }

    State state() {
        return state;
    }

    /** Where a live client stood when it became live; {@link Owner#position} is newer. */
    Cursor cursor() {
        return cursor;
    }

    void moveTo(Cursor reached) {
        cursor = reached;
    }

    void become(State next, Cursor at) {
        if ((next == State.BEHIND) != (state == State.BEHIND)) {
            shard.behind(next == State.BEHIND ? 1 : -1);
        }
        if (state == State.LIVE) {
            // Frames that were written past the client count too.
            lastId = Math.max(lastId, shard.position().id());
        }
        if (next != State.BEHIND) {
            userPage = null;
            pagesRead = 0;
        }
        state = next;
        cursor = at;
        shard.setWriter(this, next == State.LIVE ? client.writer() : null);
    }

    /** The client's first message. */
    void onConnected(Cursor at, boolean resumed) {
        lastId = at.id();
        client.onConnected(at, resumed);
    }

    void onReset(Cursor at, ResetReason reason) {
        lastId = at.id();
        client.onReset(at, reason);
    }

    /** To be flushed later in this turn of the loop. */
    void write(Frame frame) {
        if (advanceTo(frame.id())) {
            client.write(frame);
        }
    }

    /** Writes and flushes. */
    void send(Frame frame) {
        if (advanceTo(frame.id())) {
            client.send(frame);
        }
    }

    /** The last guard of "never twice, always in order": a bug elsewhere must not reach the client. */
    private boolean advanceTo(long id) {
        if (id <= lastId) {
            client.failed(new IllegalStateException("Frame " + id + " after " + lastId));
            return false;
        }
        lastId = id;
        return true;
    }

    /** It has moved to another page. */
    void countPage() {
        pagesRead++;
    }

    /** Since it fell behind. */
    int pagesRead() {
        return pagesRead;
    }

    /** The page after its cursor for its user alone; null if it reads the log as all others do. */
    @Nullable
    UserPage userPage() {
        return userPage;
    }

    void setUserPage(@Nullable UserPage page) {
        userPage = page;
    }

    int slot() {
        return slot;
    }

    void setSlot(int newSlot) {
        slot = newSlot;
    }

    /** Another subscription of the same user in the same shard, or null. */
    @Nullable
    Subscription nextOfUser() {
        return nextOfUser;
    }

    void setNextOfUser(@Nullable Subscription next) {
        nextOfUser = next;
    }

    /** Replaces a signal that could not be sent yet: signals are absolute, so only the newest matters. */
    void signal(SharedBytes newest) {
        signal = newest;
    }

    boolean hasSignal() {
        return signal != null;
    }

    /** Where {@link #hasSignal} says that there is one. */
    SharedBytes takeSignal() {
        SharedBytes taken = Objects.requireNonNull(signal);
        signal = null;
        return taken;
    }

    /** True for the first write since the last flush. */
    boolean markDirty() {
        boolean first = !dirty;
        dirty = true;
        return first;
    }

    void flush() {
        dirty = false;
        if (state != State.CLOSED) {
            client.flush();
        }
    }
}
