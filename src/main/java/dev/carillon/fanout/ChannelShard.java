package dev.carillon.fanout;

import dev.carillon.fanout.Subscription.State;
import dev.carillon.socket.Loop;
import dev.carillon.socket.SharedBytes;
import dev.carillon.socket.SocketGroup;
import dev.carillon.socket.SocketWriter;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.LastEventId;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one organization on one event loop. A new notification costs one task here, however many clients
 * there are. The event loop owns everything, so nothing is locked; methods for any thread hand over to it and say so.
 *
 * <p>{@code position} says how far this loop has gone in the log. Live clients stand there, so a frame costs nothing for
 * the clients that it is not meant for.
 */
public final class ChannelShard implements Subscription.Owner, RoomLog.Reader {

    private final RoomLog roomLog;
    private final FanOutMetrics metrics;
    private final Loop loop;
    private final Runnable onLeft;
    private final SubscriptionTable subscriptions;
    private final Set<Subscription> behind = new LinkedHashSet<>();
    private final Set<Subscription> ahead = new LinkedHashSet<>();
    private final Set<Long> loading = new HashSet<>();
    private final PendingFlushes unflushed;
    private final FanOut fanOut;
    private final AtomicBoolean announced = new AtomicBoolean();
    // Null until the start; nobody is admitted before.
    @SuppressWarnings("NullAway.Init")
    private OrganizationLog log;

    private long position;

    /**
     * @param sockets without members; of this shard alone
     * @param onLeft runs on the loop after each client that has left
     */
    public ChannelShard(RoomLog roomLog, Loop loop, FanOutMetrics metrics, SocketGroup sockets, Runnable onLeft) {
        this.roomLog = roomLog;
        this.metrics = metrics;
        this.loop = loop;
        this.subscriptions = new SubscriptionTable(sockets);
        this.onLeft = onLeft;
        this.unflushed = new PendingFlushes(roomLog);
        this.fanOut = new FanOut(roomLog, metrics, subscriptions, behind, unflushed);
    }

    /** From any thread: the log has grown. Calls that come before the task runs share it. */
    public void announce() {
        if (announced.compareAndSet(false, true)) {
            loop.execute(() -> {
                // Before the head is read, so that a later append announces itself again.
                announced.set(false);
                advance();
            });
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void setWriter(Subscription subscription, @Nullable SocketWriter writer) {
        subscriptions.setWriter(subscription, writer);
    }

    @Override
    public void behind(int difference) {
        metrics.behind(difference);
    }

    /** From any thread: the newest signal to a user's clients. A client whose socket is full gets it when that drains. */
    public void signal(String userId, SharedBytes bytes) {
        loop.execute(() -> {
            subscriptions.forEach(userId, subscription -> {
                subscription.signal(bytes);
                deliverSignal(subscription);
            });
            flush();
        });
    }

    private void deliverSignal(Subscription subscription) {
        boolean told = subscription.state() == State.LIVE || subscription.state() == State.BEHIND;
        if (told && subscription.hasSignal() && subscription.client().isWritable()) {
            subscription.client().write(subscription.takeSignal());
            written(subscription);
        }
    }

    /** From any thread: ends the streams of a user, of a credential, or of both; null matches any. */
    public void disconnect(@Nullable String userId, @Nullable String credential) {
        loop.execute(() -> {
            for (Subscription subscription : subscriptions.copy()) {
                Client client = subscription.client();
                if ((userId == null || userId.equals(client.userId()))
                        && (credential == null || credential.equals(client.credential()))) {
                    client.disconnect(DisconnectReason.REVOKED);
                }
            }
        });
    }

    public boolean isEmpty() {
        return subscriptions.isEmpty();
    }

    /** Writes nothing before {@link #begin}: a write may call back, and the client must know its place by then. */
    public Subscription add(Client client, LastEventId from) {
        Subscription subscription = new Subscription(this, new SupervisedClient(client), from, roomLog.now());
        subscriptions.add(subscription);
        return subscription;
    }

    /** Once. A shard that is not open yet admits its clients when it opens. */
    @Override
    public void begin(Subscription subscription) {
        if (log != null && subscription.state() == State.WAITING) {
            admit(subscription);
        }
    }

    /** Ends all writes at once. The client leaves the lists in a later task, as a walk through them may have called this. */
    @Override
    public void leave(Subscription subscription) {
        if (subscription.state() != State.CLOSED) {
            subscription.become(State.CLOSED, subscription.cursor());
            loop.execute(() -> remove(subscription));
        }
    }

    private void remove(Subscription subscription) {
        subscriptions.remove(subscription);
        behind.remove(subscription);
        ahead.remove(subscription);
        onLeft.run();
    }

    /** From any thread: the channel has opened, or a new history has begun. Clients of an old one are reset to its head. */
    public void start(OrganizationLog newLog, long head) {
        loop.execute(() -> onStart(newLog, head));
    }

    private void onStart(OrganizationLog newLog, long head) {
        boolean first = log == null;
        log = newLog;
        position = head;
        loading.clear();
        for (Subscription subscription : subscriptions.copy()) {
            if (first || subscription.state() == State.WAITING) {
                admit(subscription);
            } else if (subscription.state() != State.CLOSED) {
                reset(subscription, ResetReason.EPOCH);
            }
        }
        flush();
        advance();
    }

    private void admit(Subscription subscription) {
        if (subscription.from() instanceof LastEventId.At at) {
            Cursor cursor = at.cursor();
            if (!cursor.epoch().equals(log.epoch())) {
                // Either side may be outdated. If it is this pod, the new log will admit the client.
                OrganizationLog asked = log;
                roomLog.verify(asked, loop, head -> onForeign(subscription, asked));
            } else if (cursor.id() > position) {
                subscription.become(State.AHEAD, cursor.id());
                ahead.add(subscription);
                roomLog.verify(log, loop, head -> onVerified(subscription, head));
            } else {
                resume(subscription, cursor.id());
            }
        } else if (subscription.from() instanceof LastEventId.Malformed) {
            startOver(subscription, ResetReason.MALFORMED);
        } else {
            subscription.become(State.LIVE, position);
            subscription.onConnected(cursor(position), false);
            written(subscription);
            flush();
        }
    }

    private void resume(Subscription subscription, long from) {
        ahead.remove(subscription);
        subscription.become(State.BEHIND, from);
        behind.add(subscription);
        subscription.onConnected(cursor(from), true);
        written(subscription);
        pump(subscription);
        flush();
    }

    private void startOver(Subscription subscription, ResetReason reason) {
        subscription.onConnected(cursor(position), false);
        reset(subscription, reason);
        flush();
    }

    private void reset(Subscription subscription, ResetReason reason) {
        behind.remove(subscription);
        ahead.remove(subscription);
        subscription.become(State.LIVE, position);
        subscription.onReset(cursor(position), reason);
        written(subscription);
    }

    /** The pod's epoch is the current one, so the client's is not. */
    private void onForeign(Subscription subscription, OrganizationLog asked) {
        if (asked == log && subscription.state() == State.WAITING) {
            startOver(subscription, ResetReason.EPOCH);
        }
    }

    /** A cursor beyond the database's head comes from a history that no longer exists. */
    private void onVerified(Subscription subscription, long head) {
        if (subscription.state() == State.AHEAD && subscription.cursor() > head) {
            startOver(subscription, ResetReason.AHEAD);
        }
    }

    /** Sends everything up to the head of the log to the live clients. */
    private void advance() {
        if (log == null) {
            return;
        }
        long head = log.head();
        // Several frames are flushed together. A single one is flushed at once, while the client is in the processor's
        // cache.
        boolean single = head - position == 1;
        while (position < head) {
            FrameBatch run = FrameBatch.after(position, head, log);
            if (run == null) {
                leaveBehind(head);
                break;
            }
            fanOut.send(run, single);
            position = run.last().id();
        }
        wakeAhead();
        flush();
    }

    /** The recent log no longer has the next frame: this loop was held up, or memory ran short. Its clients catch up. */
    private void leaveBehind(long head) {
        subscriptions.forEach(null, subscription -> {
            if (subscription.state() == State.LIVE) {
                subscription.become(State.BEHIND, position);
                behind.add(subscription);
            }
        });
        position = head;
        pumpAll();
    }

    private void wakeAhead() {
        for (Subscription subscription : List.copyOf(ahead)) {
            if (subscription.cursor() <= position) {
                resume(subscription, subscription.cursor());
            }
        }
    }

    @Override
    public void onPage(OrganizationLog of, long id) {
        loop.execute(() -> {
            if (of == log) {
                loading.remove(roomLog.pageOf(id));
                pumpAll();
            }
        });
    }

    private void pumpAll() {
        for (Subscription subscription : List.copyOf(behind)) {
            pump(subscription);
        }
    }

    /** Moves one client forward until it is live, its socket is full, or the next frame has to be loaded. */
    @Override
    public void pump(Subscription subscription) {
        while (subscription.state() == State.BEHIND && subscription.client().isWritable()) {
            if (subscription.cursor() >= position) {
                behind.remove(subscription);
                subscription.become(State.LIVE, position);
            } else if (log.isPruned(subscription.cursor() + 1)) {
                reset(subscription, ResetReason.EXPIRED);
            } else if (!step(subscription)) {
                load(subscription.cursor() + 1);
                break;
            }
        }
        deliverSignal(subscription);
        flush();
    }

    /** A herd asks once: all clients that need the page are pumped when it comes. */
    private void load(long id) {
        if (loading.add(roomLog.pageOf(id))) {
            roomLog.load(this, log, id);
        }
    }

    /** Moves one frame forward; false if that frame is not in memory. */
    private boolean step(Subscription subscription) {
        long next = subscription.cursor() + 1;
        Frame frame = log.recent(next);
        long reached = next;
        boolean fromMemory = frame != null;
        if (frame == null) {
            FramePage page = log.page(next);
            if (page == null) {
                return false;
            }
            frame = page.firstFrom(next);
            reached = Math.min(position, frame == null ? page.through() : frame.id());
        }
        Client client = subscription.client();
        if (frame != null && frame.id() <= position && frame.isFor(client.userId()) && client.wants(frame.type())) {
            subscription.write(frame);
            written(subscription);
            metrics.replayed(fromMemory);
        }
        subscription.moveTo(reached);
        return true;
    }

    private void written(Subscription subscription) {
        unflushed.add(subscription);
    }

    private void flush() {
        unflushed.flush();
    }

    @Override
    public @Nullable Cursor cursorOf(Subscription subscription) {
        if (log == null || subscription.state() == State.WAITING) {
            return null;
        }
        return cursor(subscription.state() == State.LIVE ? position : subscription.cursor());
    }

    private Cursor cursor(long id) {
        return new Cursor(log.epoch(), id);
    }
}
