package dev.carillon.broadcast;

import dev.carillon.bus.BusRejection;
import dev.carillon.bus.BusRejectionCounter;
import dev.carillon.fanout.ChannelShard;
import dev.carillon.fanout.Frame;
import dev.carillon.fanout.OrganizationLog;
import dev.carillon.fanout.RecentLog;
import dev.carillon.fanout.RoomLog;
import dev.carillon.insight.DeliveryHistory;
import dev.carillon.notification.LogHeads;
import dev.carillon.notification.LogPage;
import dev.carillon.socket.Loop;
import dev.carillon.socket.SharedBytes;
import dev.carillon.socket.SocketGroup;
import dev.carillon.sse.SseText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
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
final class OrganizationChannel implements RoomLog {

    private final String organizationId;
    private final Loop loop;
    private final ChannelContext context;
    private final Set<ChannelShard> shards = new LinkedHashSet<>();
    private final List<BusMessage> beforeOpen = new ArrayList<>();
    private final TreeMap<Long, BusMessage.Entry> reorderBuffer = new TreeMap<>();
    private final PageLoader pageLoads;
    private final RecentSignals recentSignals = new RecentSignals();
    // Null while opening; its readers run later.
    @SuppressWarnings("NullAway.Init")
    private volatile OrganizationLog log;

    private long highestKnownId;
    private boolean opening;
    private boolean reorderWindowOpen;
    private boolean repairing;
    private boolean closed;

    OrganizationChannel(String organizationId, Loop loop, ChannelContext context) {
        this.organizationId = organizationId;
        this.loop = loop;
        this.context = context;
        this.pageLoads = new PageLoader(organizationId, loop, context, this::begin);
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
                        begin(heads.epoch(), heads.of(organizationId));
                    } else {
                        opening = false;
                        loop.schedule(context.config().loadRetry(), this::readHead);
                    }
                }));
    }

    /** Starts a new history, or the first that this channel sees, at its head. */
    private void begin(String epoch, long head) {
        if (closed) {
            return;
        }
        if (log != null) {
            context.metrics().epochChanged();
        }
        if (log != null) {
            log.clear();
        }
        log = new OrganizationLog(
                epoch,
                head,
                new RecentLog(
                        head,
                        context.config().recentLogEvents(),
                        context.config().recentLogBytes(),
                        context.recentLogs()),
                context.config().cachedPages());
        highestKnownId = head;
        reorderBuffer.clear();
        pageLoads.startOver(log);
        shards.forEach(shard -> shard.start(log, head));
        List<BusMessage> messages = List.copyOf(beforeOpen);
        beforeOpen.clear();
        messages.forEach(this::onMessage);
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
            if (log != null) {
                log.clear();
            }
        });
    }

    /** From any thread. */
    void receive(byte[] message) {
        loop.execute(() -> {
            BusRejectionCounter rejectionCounter = context.rejectionCounter();
            try {
                BusMessage.decode(message)
                        .ifPresentOrElse(
                                this::onMessage, () -> rejectionCounter.count(BusRejection.UNREADABLE, organizationId));
            } catch (RuntimeException e) {
                rejectionCounter.failed(organizationId, e);
            }
        });
    }

    /** From any thread: this pod's own commits need not wait for Redis. */
    void receive(BusMessage message) {
        loop.execute(() -> onMessage(message));
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
            if (beforeOpen.size() < context.config().earlyMessages()) {
                beforeOpen.add(message);
            }
        } else if (message instanceof BusMessage.Notifications notifications) {
            onNotifications(notifications);
        } else if (message instanceof BusMessage.Signal signal) {
            if (recentSignals.isNew(signal)) {
                SharedBytes bytes = SharedBytes.of(SseText.event(signal.json()));
                shards.forEach(shard -> shard.signal(signal.userId(), bytes));
            }
        }
    }

    private void onNotifications(BusMessage.Notifications message) {
        if (!message.epoch().equals(log.epoch())) {
            // Either side may be outdated; the database knows.
            checkPosition();
            return;
        }
        long before = log.head();
        message.entries().forEach(this::offer);
        announceIfBeyond(before);
    }

    private void offer(BusMessage.Entry entry) {
        if (entry.id() <= log.head()) {
            context.metrics().duplicateMessage();
        } else if (entry.id() == log.head() + 1) {
            append(entry.frame(log.epoch()), DeliveryHistory.ArrivalSource.MESSAGE);
            appendReordered();
        } else {
            if (reorderBuffer.size() < context.config().earlyMessages()) {
                reorderBuffer.put(entry.id(), entry);
            }
            expect(entry.id());
        }
    }

    /** The log reaches to {@code id}; notifications that do not come within the reorder window are loaded. */
    private void expect(long id) {
        highestKnownId = Math.max(highestKnownId, id);
        if (!reorderWindowOpen) {
            reorderWindowOpen = true;
            loop.schedule(context.config().reorderWindow(), () -> {
                reorderWindowOpen = false;
                repair();
            });
        }
    }

    private void append(Frame frame, DeliveryHistory.ArrivalSource source) {
        context.deliveryHistory().received(organizationId, frame.id(), source);
        if (frame.traceParent() != null) {
            frame.arrived(now());
        }
        frame.expectShards(shards.size());
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

    private void appendReordered() {
        while (!reorderBuffer.isEmpty() && reorderBuffer.firstKey() <= log.head() + 1) {
            BusMessage.Entry entry = reorderBuffer.pollFirstEntry().getValue();
            if (entry.id() == log.head() + 1) {
                append(entry.frame(log.epoch()), DeliveryHistory.ArrivalSource.MESSAGE);
            }
        }
    }

    private void announceIfBeyond(long before) {
        if (log.head() > before) {
            shards.forEach(ChannelShard::announce);
        }
    }

    /** Loads what is missing up to the highest known id: once per pod, however many clients wait for it. */
    private void repair() {
        if (closed || repairing || log == null || log.head() >= highestKnownId) {
            return;
        }
        repairing = true;
        OrganizationLog repaired = log;
        long after = log.head();
        context.reader()
                .page(organizationId, after, highestKnownId, context.config().pageSize())
                .whenComplete((page, failure) -> loop.execute(() -> {
                    repairing = false;
                    if (failure != null) {
                        loop.schedule(context.config().loadRetry(), this::repair);
                    } else if (repaired == log && !closed) {
                        onRepair(page, after);
                    }
                }));
    }

    private void onRepair(LogPage page, long after) {
        long before = log.head();
        if (!page.epoch().equals(log.epoch()) || page.head() < after || page.prunedThrough() > before) {
            begin(page.epoch(), page.head());
            return;
        }
        page.rows().stream().filter(row -> row.id() == log.head() + 1).forEach(row -> {
            append(Frame.of(log.epoch(), row, context.clock().instant()), DeliveryHistory.ArrivalSource.REPAIR);
            context.metrics().gapRepaired();
        });
        appendReordered();
        announceIfBeyond(before);
        // A failover may have rolled back the transaction of an id that a message announced: the database decides.
        highestKnownId = Math.max(log.head(), Math.min(highestKnownId, page.head()));
        repair();
    }

    /** From any thread: compares this organization's head with the database's. */
    void checkPosition() {
        loop.execute(() -> {
            if (log != null && !closed) {
                long before = log.head();
                OrganizationLog asked = log;
                context.reader()
                        .heads(Set.of(organizationId))
                        .thenAccept(heads -> loop.execute(() -> onHeads(heads, asked, before)));
            }
        });
    }

    /**
     * The database stood at {@code heads} at some moment after this channel stood at {@code before} of {@code asked}.
     */
    void onHeads(LogHeads heads, OrganizationLog asked, long before) {
        if (closed || log != asked) {
            return;
        }
        long head = heads.of(organizationId);
        if (!heads.epoch().equals(log.epoch()) || head < before) {
            begin(heads.epoch(), head);
        } else if (head > log.head()) {
            if (context.bus().isDelivering()) {
                expect(head);
            } else {
                highestKnownId = Math.max(highestKnownId, head);
                repair();
            }
        }
    }

    @Override
    public void verify(OrganizationLog verified, Loop caller, LongConsumer onHead) {
        context.reader().heads(Set.of(organizationId)).whenComplete((heads, failure) -> {
            if (failure != null) {
                caller.schedule(context.config().loadRetry(), () -> verify(verified, caller, onHead));
                return;
            }
            loop.execute(() -> onHeads(heads, verified, 0));
            if (heads.epoch().equals(verified.epoch())) {
                caller.execute(() -> onHead.accept(heads.of(organizationId)));
            }
        });
    }

    @Override
    public void load(RoomLog.Reader reader, OrganizationLog from, long id) {
        loop.execute(() -> pageLoads.load(reader, from, id));
    }

    @Override
    public long pageOf(long id) {
        return (id - 1) / context.config().pageSize();
    }

    @Override
    public void onFannedOut(Frame frame, int written) {
        context.fanOutMetrics().written(frame, written);
        frame.countWritten(written).ifPresent(total -> LegacyLogLines.sent(total, frame.userId(), organizationId));
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
        return new ChannelShard(this, loop, context.fanOutMetrics(), new SocketGroup(context.ioSubmit()), onLeft);
    }
}
