package dev.carillon.broadcast;

import dev.carillon.fanout.ChannelShard;
import dev.carillon.fanout.CursorVerdict;
import dev.carillon.fanout.Frame;
import dev.carillon.fanout.OrganizationLog;
import dev.carillon.fanout.RecentLog;
import dev.carillon.fanout.RoomLog;
import dev.carillon.insight.DeliveryHistory;
import dev.carillon.notification.LogPosition;
import dev.carillon.notification.Notification;
import dev.carillon.socket.Loop;
import dev.carillon.socket.SharedBytes;
import dev.carillon.socket.SocketGroup;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.SseText;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One organization on this pod: appends messages from the bus to the log, in order and without a gap, and announces them to
 * the channel shards.
 *
 * <p>The bus may lose, double and reorder messages. So a message is the next one (appended), an old one (dropped), or one
 * that came too early (kept for the reorder window; then the gap before it is loaded). {@link PositionCheck} finds a loss
 * that no later message shows.
 *
 * <p>Owned by one event loop. Methods for any thread hand over to it and say so.
 */
final class OrganizationChannel implements RoomLog, LogSequencer.Owner {

    private final String organizationId;
    private final Loop loop;
    private final ChannelContext context;
    private final Set<ChannelShard> shards = new LinkedHashSet<>();
    private final Mailbox mailbox;
    private final LogSequencer sequencer;
    private final PageLoader pageLoads;
    private final UserPageLoader userPageLoads;
    private final CursorCheck cursorCheck;
    private final RecentSignals recentSignals = new RecentSignals();
    // Null while opening; its readers run later.
    @SuppressWarnings("NullAway.Init")
    private volatile OrganizationLog log;

    private boolean opening;
    private boolean closed;

    OrganizationChannel(String organizationId, Loop loop, ChannelContext context) {
        this.organizationId = organizationId;
        this.loop = loop;
        this.context = context;
        this.mailbox = new Mailbox(organizationId, loop, context, this::onMessage);
        this.sequencer = new LogSequencer(organizationId, loop, context, this);
        this.pageLoads = new PageLoader(organizationId, loop, context, sequencer::checkPosition);
        this.userPageLoads = new UserPageLoader(organizationId, loop, context, sequencer::checkPosition);
        this.cursorCheck = new CursorCheck(organizationId, loop, context, sequencer::onValid);
    }

    /**
     * From any thread, once. The order is the guarantee: the head covers everything committed before it is read, and the
     * subscription covers everything after. The other way round, neither covers the moment in between.
     */
    void open() {
        context.bus().subscribe(organizationId).thenRun(() -> loop.execute(this::readHead));
        loop.schedule(context.config().subscribeTimeout(), this::readHead);
    }

    private void readHead() {
        if (opening || closed) {
            return;
        }
        opening = true;
        context.reader()
                .heads(Set.of(organizationId))
                .whenComplete((heads, failure) -> loop.execute(() -> {
                    if (failure == null) {
                        begin(LogSequencer.cursor(heads.of(organizationId)));
                    } else {
                        opening = false;
                        loop.schedule(context.config().loadRetry(), this::readHead);
                    }
                }));
    }

    /** Starts at the head of the first history that this channel sees, or of the other branch after a fork. */
    @Override
    public void begin(Cursor head) {
        if (closed) {
            return;
        }
        if (log != null) {
            context.metrics().historyForked();
            log.clear();
            log.forgetPages();
        }
        log = new OrganizationLog(
                head,
                new RecentLog(
                        head.id(),
                        context.config().recentLogEvents(),
                        context.config().recentLogBytes(),
                        context.recentLogs()),
                context.config().pageSize(),
                context.pages());
        sequencer.startOver(log);
        pageLoads.startOver(log);
        userPageLoads.startOver(log);
        cursorCheck.startOver(log);
        shards.forEach(shard -> shard.start(log, head));
        mailbox.takeKept().forEach(this::onMessage);
    }

    /** From any thread. */
    void attach(ChannelShard shard) {
        loop.execute(() -> {
            shards.add(shard);
            if (log != null) {
                shard.start(log, log.head());
            }
        });
    }

    /** From any thread. */
    void detach(ChannelShard shard) {
        loop.execute(() -> shards.remove(shard));
    }

    /** From any thread. */
    void close() {
        loop.execute(() -> {
            closed = true;
            mailbox.takeKept();
            sequencer.close();
            if (log != null) {
                log.clear();
                log.forgetPages();
            }
        });
    }

    /** From any thread. */
    void receive(byte[] message) {
        mailbox.put(message);
    }

    /** From any thread: this pod's own commits need not wait for Redis. */
    void receive(BusMessage message) {
        mailbox.put(message);
    }

    private void onMessage(BusMessage message) {
        if (closed) {
            return;
        }
        if (message instanceof BusMessage.Disconnect disconnect) {
            // Also before the log is known: clients that wait for it have to go, too.
            if (disconnect.organizationId().equals(organizationId)) {
                shards.forEach(shard -> shard.disconnect(disconnect.userId(), disconnect.credential()));
            }
        } else if (log == null) {
            mailbox.keep(message);
        } else if (message instanceof BusMessage.Notifications notifications) {
            sequencer.offer(notifications);
        } else if (message instanceof BusMessage.Signal signal) {
            if (recentSignals.isNew(signal)) {
                SharedBytes bytes = SharedBytes.of(SseText.event(signal.json()));
                shards.forEach(shard -> shard.signal(signal.userId(), bytes));
            }
        }
    }

    /** On the channel's loop. */
    @Override
    public void append(Frame frame, DeliveryHistory.ArrivalSource source) {
        context.deliveryHistory().received(organizationId, frame.id(), source);
        if (frame.traceParent() != null) {
            frame.arrived(now());
        }
        frame.expectShards(shards.size());
        if (frame.changes() != 0) {
            log.outdate(frame.changes());
        } else if (frame.type().equals(Notification.ERASURE)) {
            log.outdateEverything();
        }
        if (log.append(frame, loop.nanoTime())) {
            context.onRecentLogsFull().run();
        }
    }

    /** From any thread. Completes once the recent log is empty. */
    CompletionStage<Void> clearRecentLog() {
        CompletableFuture<Void> cleared = new CompletableFuture<>();
        loop.execute(() -> {
            if (log != null) {
                log.clear();
            }
            cleared.complete(null);
        });
        return cleared;
    }

    /** On the channel's loop. */
    @Override
    public void announce() {
        shards.forEach(ChannelShard::announce);
    }

    /** From any thread: compares this organization's head with the database's. */
    void checkPosition() {
        loop.execute(sequencer::checkPosition);
    }

    /** From any thread; as {@link LogSequencer#onHead}. */
    void onHead(LogPosition head, OrganizationLog asked, Cursor before) {
        loop.execute(() -> sequencer.onHead(head, asked, before));
    }

    /** From any thread; as {@link LogSequencer#onNewHead}. */
    void onNewHead(LogPosition head) {
        loop.execute(() -> sequencer.onNewHead(head));
    }

    @Override
    public void prove(OrganizationLog asked, Cursor cursor, Loop caller, Consumer<CursorVerdict> onVerdict) {
        loop.execute(() -> cursorCheck.ask(asked, cursor, verdict -> caller.execute(() -> onVerdict.accept(verdict))));
    }

    @Override
    public void confirm(OrganizationLog asked, Loop caller, Runnable onConfirmed) {
        loop.execute(() -> sequencer.confirm(asked, () -> caller.execute(onConfirmed)));
    }

    @Override
    public void onMismatch(OrganizationLog of) {
        loop.execute(() -> {
            if (of == log) {
                log.forgetPages();
                sequencer.checkPosition();
            }
        });
    }

    @Override
    public void load(RoomLog.Reader reader, OrganizationLog from, long id) {
        loop.execute(() -> pageLoads.load(reader, from, id));
    }

    @Override
    public void loadForUser(RoomLog.Reader reader, OrganizationLog from, String userId, Cursor after) {
        loop.execute(() -> userPageLoads.load(reader, from, userId, after));
    }

    @Override
    public int pagesBeforeUserIndex() {
        return context.config().pagesBeforeUserIndex();
    }

    @Override
    public void onFannedOut(Frame frame, int written) {
        context.fanOutMetrics().written(frame, written);
        frame.countWritten(written).ifPresent(total -> context.lines().sent(total, frame.userId(), organizationId));
    }

    @Override
    public void onDelivered(Frame frame) {
        context.fanOutMetrics().delivered(frame);
        if (frame.traceParent() != null) {
            context.traces().delivered(frame, now());
        }
    }

    /** This pod's part of the log; null while opening. Any thread. */
    @Nullable
    OrganizationLog log() {
        return log;
    }

    String organizationId() {
        return organizationId;
    }

    Loop loop() {
        return loop;
    }

    @Override
    public Instant now() {
        return context.clock().instant();
    }

    ChannelShard newRoom(Loop loop, Runnable onLeft) {
        return new ChannelShard(
                this,
                loop,
                context.fanOutMetrics(),
                new SocketGroup(context.ioSubmit()),
                context.config().writesPerTurn(),
                onLeft);
    }
}
