package dev.carillon.broadcast;

import dev.carillon.fanout.Frame;
import dev.carillon.fanout.FramePage;
import dev.carillon.fanout.OrganizationLog;
import dev.carillon.insight.DeliveryHistory.ArrivalSource;
import dev.carillon.notification.LogPage;
import dev.carillon.notification.LogPosition;
import dev.carillon.socket.Loop;
import dev.carillon.sse.Cursor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings an organization's notifications into order. A message is the next one (appended), an old one (dropped), or one
 * that came too early: it waits for the reorder window, and then the gap before it is loaded. Nothing is appended that does
 * not follow the head by its mark. Owned by the channel's loop.
 *
 * <p>See docs/adr/0026-marks-in-the-log.md
 */
final class LogSequencer {

    private final String organizationId;
    private final Loop loop;
    private final ChannelContext context;
    private final Owner owner;
    private final EarlyMessages earlyMessages;
    // Null while the channel is opening.
    private @Nullable OrganizationLog log;
    private long highestKnownId;
    private boolean reorderWindowOpen;
    private boolean repairing;
    private boolean checkingPosition;
    // Not asked yet, and asked but not appended yet.
    private List<Runnable> unconfirmed = new ArrayList<>();
    private final Set<Awaited> awaited = new LinkedHashSet<>();
    private boolean confirming;

    /** @param head of the database, which the log has to reach */
    private record Awaited(Cursor head, List<Runnable> waiting) {}

    /** The channel. On its loop only. */
    interface Owner {

        /** The history has forked; {@code head} is that of the database. */
        void begin(Cursor head);

        void append(Frame frame, ArrivalSource source);

        /** Something was appended. */
        void announce();
    }

    LogSequencer(String organizationId, Loop loop, ChannelContext context, Owner owner) {
        this.organizationId = organizationId;
        this.loop = loop;
        this.context = context;
        this.owner = owner;
        this.earlyMessages = new EarlyMessages(context.config().earlyMessages(), context.queued());
    }

    void startOver(OrganizationLog newLog) {
        log = newLog;
        highestKnownId = newLog.head().id();
        earlyMessages.clear();
        forgetUnconfirmed();
    }

    private void forgetUnconfirmed() {
        unconfirmed.clear();
        awaited.clear();
    }

    /** Answers that are still on their way find no log. */
    void close() {
        log = null;
        earlyMessages.clear();
        forgetUnconfirmed();
    }

    /** After {@link #startOver}. */
    void offer(BusMessage.Notifications message) {
        OrganizationLog to = log;
        if (to == null) {
            return;
        }
        long before = to.head().id();
        for (int i = 0; i < message.entries().size(); i++) {
            offer(message.entries().get(i), message.markBefore(i), to);
        }
        announceIfBeyond(before, to);
    }

    private void offer(BusMessage.Entry entry, int before, OrganizationLog to) {
        Cursor head = to.head();
        if (entry.id() <= head.id()) {
            Integer known = to.markAt(entry.id());
            if (known != null && known == entry.cursor().mark()) {
                context.metrics().duplicateMessage();
            } else {
                if (known != null) {
                    context.metrics().foreignMessage();
                }
                // Too old to tell, or of another history, and either side may be outdated; the database knows.
                checkPosition();
            }
        } else if (entry.id() > head.id() + 1) {
            earlyMessages.keep(entry, before);
            expect(entry.id());
        } else if (before == head.mark()) {
            owner.append(entry.frame(before), ArrivalSource.MESSAGE);
            appendEarly(to);
        } else {
            context.metrics().foreignMessage();
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

    private void appendEarly(OrganizationLog to) {
        for (Frame next = takeEarly(to); next != null; next = takeEarly(to)) {
            owner.append(next, ArrivalSource.MESSAGE);
        }
    }

    /** Null if the message of the next notification did not come early, or came from another history. */
    private @Nullable Frame takeEarly(OrganizationLog to) {
        Frame next = earlyMessages.take(to.head().id() + 1);
        return next != null && next.before() == to.head().mark() ? next : null;
    }

    private void announceIfBeyond(long before, OrganizationLog to) {
        if (to.head().id() > before) {
            owner.announce();
            List.copyOf(awaited).forEach(wait -> finish(wait, to));
        }
    }

    /** Loads what is missing up to the highest known id: once per pod, however many clients wait for it. */
    private void repair() {
        OrganizationLog repaired = log;
        if (repairing || repaired == null || repaired.head().id() >= highestKnownId) {
            return;
        }
        repairing = true;
        Cursor head = repaired.head();
        // From before the head on: the row at the head proves that the rows after it continue it.
        context.reader()
                .page(
                        organizationId,
                        Math.max(0, head.id() - 1),
                        highestKnownId,
                        context.config().pageSize() + 1)
                .whenComplete((page, failure) -> loop.execute(() -> {
                    repairing = false;
                    if (failure != null) {
                        loop.schedule(context.config().loadRetry(), this::repair);
                    } else if (repaired == log) {
                        onRepair(page, head, repaired);
                    } else {
                        repair();
                    }
                }));
    }

    private void onRepair(LogPage rows, Cursor after, OrganizationLog to) {
        FramePage page = FramePage.whole(rows, after.id(), context.clock().instant());
        if (!page.continues(after)) {
            owner.begin(cursor(rows.head()));
            return;
        }
        long before = to.head().id();
        for (Frame frame : page.frames()) {
            Cursor head = to.head();
            if (frame.id() == head.id() + 1 && frame.before() == head.mark()) {
                owner.append(frame, ArrivalSource.REPAIR);
                context.metrics().gapRepaired();
            }
        }
        appendEarly(to);
        announceIfBeyond(before, to);
        // A failover may have rolled back the transaction of an id that a message announced: the database decides.
        highestKnownId =
                Math.max(to.head().id(), Math.min(highestKnownId, rows.head().id()));
        repair();
    }

    /** Compares this organization's head with the database's. Calls that come meanwhile share the answer. */
    void checkPosition() {
        OrganizationLog asked = log;
        if (asked == null || checkingPosition) {
            return;
        }
        checkingPosition = true;
        Cursor before = asked.head();
        context.reader()
                .heads(Set.of(organizationId))
                .whenComplete((heads, failure) -> loop.execute(() -> {
                    checkingPosition = false;
                    if (failure == null) {
                        onHead(heads.of(organizationId), asked, before);
                    }
                }));
    }

    /**
     * Calls back once the log has everything that was committed before this call; never, if {@code about} is replaced
     * before that. Recalls and updates that were answered before this call are then known here.
     */
    void confirm(OrganizationLog about, Runnable onConfirmed) {
        if (about == log) {
            unconfirmed.add(onConfirmed);
            confirmNext();
        }
    }

    /** One question at a time. Those who come while it is under way are not answered by it: it may be older than they. */
    private void confirmNext() {
        OrganizationLog asked = log;
        if (confirming || asked == null || unconfirmed.isEmpty()) {
            return;
        }
        confirming = true;
        List<Runnable> waiting = unconfirmed;
        unconfirmed = new ArrayList<>();
        Cursor before = asked.head();
        context.metrics().logConfirmed();
        context.reader()
                .heads(Set.of(organizationId))
                .whenComplete((heads, failure) -> loop.execute(() -> {
                    confirming = false;
                    if (failure != null) {
                        // Also if the log was replaced meanwhile: those who ask about the new one have waited for this.
                        askAgain(asked == log ? waiting : List.of());
                        return;
                    }
                    if (asked == log) {
                        LogPosition head = heads.of(organizationId);
                        onHead(head, asked, before);
                        await(new Awaited(cursor(head), waiting), asked);
                    }
                    confirmNext();
                }));
    }

    private void askAgain(List<Runnable> waiting) {
        unconfirmed.addAll(waiting);
        loop.schedule(context.config().loadRetry(), this::confirmNext);
    }

    private void await(Awaited wait, OrganizationLog asked) {
        if (asked != log) {
            // The answer has shown a fork: the shards ask about the new log.
            return;
        }
        awaited.add(wait);
        finish(wait, asked);
        if (awaited.contains(wait)) {
            loop.schedule(context.config().loadRetry(), () -> {
                // A failover may have taken back what the database has said.
                if (awaited.remove(wait)) {
                    unconfirmed.addAll(wait.waiting());
                    confirmNext();
                }
            });
        }
    }

    private void finish(Awaited wait, OrganizationLog to) {
        Integer known = to.markAt(wait.head().id());
        if (wait.head().id() <= to.head().id()
                && known != null
                && known == wait.head().mark()) {
            awaited.remove(wait);
            wait.waiting().forEach(Runnable::run);
        }
    }

    /**
     * The database stood at {@code head} at some moment after this channel stood at {@code before} of {@code asked}.
     */
    void onHead(LogPosition head, OrganizationLog asked, Cursor before) {
        if (log != asked) {
            return;
        }
        Integer known = asked.markAt(head.id());
        if (head.id() < before.id() || (known != null && known != head.mark())) {
            // Lower, or another one there: the database has lost the newest part of this pod's log.
            owner.begin(cursor(head));
        } else if (head.id() > asked.head().id()) {
            load(head.id());
        }
    }

    /** The database has got this far, at some moment. */
    void onNewHead(LogPosition head) {
        OrganizationLog to = log;
        if (to == null) {
            return;
        }
        if (head.id() > to.head().id()) {
            load(head.id());
        } else {
            Integer known = to.markAt(head.id());
            if (known == null || known != head.mark()) {
                checkPosition();
            }
        }
    }

    private void load(long id) {
        if (context.bus().isDelivering()) {
            expect(id);
        } else {
            highestKnownId = Math.max(highestKnownId, id);
            repair();
        }
    }

    /** The database has a client's cursor, which this pod may not have yet, or may have another notification instead of. */
    void onValid(OrganizationLog asked, Cursor cursor) {
        if (log != asked) {
            return;
        }
        Integer known = asked.markAt(cursor.id());
        if (cursor.id() > asked.head().id()) {
            load(cursor.id());
        } else if (known != null && known != cursor.mark()) {
            checkPosition();
        }
    }

    static Cursor cursor(LogPosition position) {
        return new Cursor(position.mark(), position.id());
    }
}
