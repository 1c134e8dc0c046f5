package dev.carillon.fanout;

import dev.carillon.fanout.Subscription.State;
import dev.carillon.socket.Loop;
import dev.carillon.socket.SharedBytes;
import dev.carillon.socket.SocketGroup;
import dev.carillon.socket.SocketWriter;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.LastEventId;
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
    private final int writesPerTurn;
    private final Runnable onLeft;
    private final SubscriptionTable subscriptions;
    private final Set<Subscription> behind = new LinkedHashSet<>();
    private final Set<Subscription> ahead = new LinkedHashSet<>();
    private final CatchUp catchUp;
    private final CursorProofs proofs;
    private final PendingFlushes unflushed;
    private final PumpQueue pumpQueue;
    private final FanOut fanOut;
    private final AtomicBoolean announced = new AtomicBoolean();
    // Null until the start; nobody is admitted before.
    @SuppressWarnings("NullAway.Init")
    private OrganizationLog log;

    private Cursor position = Cursor.START;

    /**
     * @param sockets without members; of this shard alone
     * @param writesPerTurn after these many writes to clients, other tasks of the loop get their turn
     * @param onLeft runs on the loop after each client that has left
     */
    public ChannelShard(
            RoomLog roomLog,
            Loop loop,
            FanOutMetrics metrics,
            SocketGroup sockets,
            int writesPerTurn,
            Runnable onLeft) {
        this.roomLog = roomLog;
        this.metrics = metrics;
        this.loop = loop;
        this.subscriptions = new SubscriptionTable(sockets);
        this.writesPerTurn = writesPerTurn;
        this.onLeft = onLeft;
        this.pumpQueue = new PumpQueue(loop, writesPerTurn, this::pump, metrics::turnEnded);
        this.unflushed = new PendingFlushes(roomLog);
        this.fanOut = new FanOut(roomLog, metrics, subscriptions, behind, unflushed);
        this.catchUp = new CatchUp(this, roomLog, metrics, unflushed);
        this.proofs = new CursorProofs(roomLog, loop, this::onVerdict, this::admit);
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
    public Cursor position() {
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
            unflushed.flush();
        });
    }

    private void deliverSignal(Subscription subscription) {
        boolean told = subscription.state() == State.LIVE || subscription.state() == State.BEHIND;
        if (told && subscription.hasSignal() && subscription.client().isWritable()) {
            subscription.client().write(subscription.takeSignal());
            unflushed.add(subscription);
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

    /** Once. A shard that is not open yet asks for its clients when it opens. */
    @Override
    public void begin(Subscription subscription) {
        if (log != null) {
            proofs.confirm(subscription);
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

    /** From any thread: the channel has opened, or the history has forked and {@code newLog} is the other branch. */
    public void start(OrganizationLog newLog, Cursor head) {
        loop.execute(() -> onStart(newLog, head));
    }

    /** Clients that were given anything of the old branch beyond the fork have to start over; the database knows which. */
    private void onStart(OrganizationLog newLog, Cursor head) {
        List<Subscription> all = subscriptions.copy();
        for (Subscription subscription : all) {
            if (subscription.state() == State.LIVE) {
                // While the position is still the old one.
                subscription.become(State.PROVING, position);
            }
        }
        log = newLog;
        position = head;
        behind.clear();
        ahead.clear();
        catchUp.startOver(newLog);
        proofs.startOver(newLog);
        for (Subscription subscription : all) {
            if (subscription.state() == State.WAITING || subscription.state() == State.AHEAD) {
                subscription.become(State.WAITING, Cursor.START);
                proofs.confirm(subscription);
            } else if (subscription.state() != State.CLOSED) {
                prove(subscription, subscription.cursor());
            }
        }
        unflushed.flush();
        advance();
    }

    /** Keeps a client that has been told its place from getting anything before the database has confirmed that place. */
    private void prove(Subscription subscription, Cursor reached) {
        behind.remove(subscription);
        subscription.become(State.PROVING, reached);
        proofs.ask(subscription, reached);
    }

    private void admit(Subscription subscription) {
        if (subscription.from() instanceof LastEventId.At at) {
            Cursor cursor = at.cursor();
            if (cursor.id() == 0) {
                resume(subscription, Cursor.START);
            } else if (cursor.id() <= position.id() && log.proves(cursor)) {
                resume(subscription, cursor);
            } else {
                if (cursor.id() > position.id()) {
                    subscription.become(State.AHEAD, cursor);
                    ahead.add(subscription);
                }
                proofs.ask(subscription, cursor);
            }
        } else if (subscription.from() instanceof LastEventId.Malformed) {
            startOver(subscription, ResetReason.MALFORMED);
        } else {
            subscription.become(State.LIVE, position);
            subscription.onConnected(position, false);
            unflushed.add(subscription);
            unflushed.flush();
        }
    }

    private void onVerdict(Subscription subscription, Cursor cursor, CursorVerdict verdict) {
        switch (subscription.state()) {
            case WAITING, AHEAD -> onAdmission(subscription, cursor, verdict);
            case PROVING -> onProof(subscription, cursor, verdict);
            case LIVE, BEHIND, CLOSED -> {}
        }
    }

    private void onAdmission(Subscription subscription, Cursor cursor, CursorVerdict verdict) {
        if (verdict != CursorVerdict.VALID) {
            startOver(subscription, reason(verdict));
        } else if (cursor.id() <= position.id()) {
            resume(subscription, cursor);
        }
        // Otherwise it is ahead, and wakes when this pod has got as far.
    }

    private void onProof(Subscription subscription, Cursor cursor, CursorVerdict verdict) {
        if (verdict != CursorVerdict.VALID) {
            reset(subscription, reason(verdict));
            deliverSignal(subscription);
        } else {
            subscription.become(State.BEHIND, cursor);
            behind.add(subscription);
            pump(subscription);
        }
        unflushed.flush();
    }

    private static ResetReason reason(CursorVerdict verdict) {
        return verdict == CursorVerdict.EXPIRED ? ResetReason.EXPIRED : ResetReason.FORKED;
    }

    private void resume(Subscription subscription, Cursor from) {
        ahead.remove(subscription);
        subscription.become(State.BEHIND, from);
        behind.add(subscription);
        subscription.onConnected(from, true);
        unflushed.add(subscription);
        pump(subscription);
        unflushed.flush();
    }

    private void startOver(Subscription subscription, ResetReason reason) {
        subscription.onConnected(position, false);
        reset(subscription, reason);
        unflushed.flush();
    }

    private void reset(Subscription subscription, ResetReason reason) {
        behind.remove(subscription);
        ahead.remove(subscription);
        subscription.become(State.LIVE, position);
        subscription.onReset(position, reason);
        unflushed.add(subscription);
    }

    /** Sends everything up to the head of the log to the live clients. */
    private void advance() {
        if (log == null) {
            return;
        }
        Cursor head = log.head();
        // Several are flushed together. A single one is flushed at once, while the client is in the processor's cache.
        boolean single = head.id() - position.id() == 1;
        int writes = 0;
        while (position.id() < head.id() && writes < writesPerTurn) {
            FrameBatch batch = FrameBatch.after(position.id(), head.id(), log);
            if (batch == null) {
                leaveBehind(head);
                break;
            }
            fanOut.send(batch, single);
            position = batch.last().cursor();
            writes += batch.userId() == null ? subscriptions.size() : 1;
        }
        wakeAhead();
        unflushed.flush();
        if (position.id() < head.id()) {
            metrics.turnEnded();
            announce();
        }
    }

    /** The recent log no longer has the next frame: this loop was held up, or memory ran short. Its clients catch up. */
    private void leaveBehind(Cursor head) {
        subscriptions.forEach(null, subscription -> {
            if (subscription.state() == State.LIVE) {
                subscription.become(State.BEHIND, position);
                behind.add(subscription);
            }
        });
        position = head;
        pumpQueue.restart(behind);
    }

    private void wakeAhead() {
        for (Subscription subscription : List.copyOf(ahead)) {
            Cursor cursor = subscription.cursor();
            if (cursor.id() <= position.id()) {
                if (log.proves(cursor)) {
                    resume(subscription, cursor);
                } else {
                    ahead.remove(subscription);
                    proofs.ask(subscription, cursor);
                }
            }
        }
    }

    @Override
    public void onPage(OrganizationLog of, long id) {
        loop.execute(() -> {
            if (of == log) {
                catchUp.onPage(id);
                pumpQueue.restart(behind);
            }
        });
    }

    @Override
    public void onUserPage(OrganizationLog of, String userId, UserPage page) {
        loop.execute(() -> {
            if (of == log) {
                catchUp.onUserPage(userId, page);
                subscriptions.forEach(userId, subscription -> {
                    if (subscription.state() == State.BEHIND
                            && subscription.cursor().equals(page.after())) {
                        subscription.setUserPage(page);
                    }
                });
                pumpQueue.restart(behind);
            }
        });
    }

    /** Moves one client forward until it is live, its socket is full, or the next frame has to be loaded. */
    @Override
    public int pump(Subscription subscription) {
        int steps = 0;
        while (subscription.state() == State.BEHIND && subscription.client().isWritable()) {
            if (subscription.cursor().equals(position)) {
                behind.remove(subscription);
                subscription.become(State.LIVE, position);
            } else if (log.isPruned(subscription.cursor().id() + 1)) {
                reset(subscription, ResetReason.EXPIRED);
            } else {
                CatchUp.Step step = catchUp.step(subscription, position);
                if (step == CatchUp.Step.MISMATCH) {
                    roomLog.onMismatch(log);
                    prove(subscription, subscription.cursor());
                }
                if (step != CatchUp.Step.MOVED) {
                    break;
                }
                steps++;
            }
        }
        if (!subscription.client().isWritable()) {
            // A full socket keeps nothing in memory that is for its client alone.
            subscription.setUserPage(null);
        }
        deliverSignal(subscription);
        unflushed.flush();
        return steps;
    }

    @Override
    public @Nullable Cursor cursorOf(Subscription subscription) {
        if (log == null || subscription.state() == State.WAITING) {
            return null;
        }
        return subscription.state() == State.LIVE ? position : subscription.cursor();
    }
}
