package dev.carillon.inbox;

import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.identity.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One user's view of the notifications for that user and for the whole organization. Every method sees only the
 * caller's view; all of them block.
 *
 * <p>A change first locks the user's row, so that two tabs never undo each other. After its commit, all of the user's
 * clients get the new count.
 */
@Singleton
public class Inbox {

    private final InboxTransactions transactions;
    private final InboxReader reader;
    private final NotificationRows rows;
    private final InboxMarks marks;
    private final EntityManager entities;
    private final InboxMessages messages;
    private final NotificationBroadcaster broadcaster;
    private final Clock clock;

    @Inject
    Inbox(
            InboxTransactions transactions,
            InboxReader reader,
            NotificationRows rows,
            InboxMarks marks,
            EntityManager entities,
            InboxMessages messages,
            NotificationBroadcaster broadcaster,
            Clock clock) {
        this.transactions = transactions;
        this.reader = reader;
        this.rows = rows;
        this.marks = marks;
        this.entities = entities;
        this.messages = messages;
        this.broadcaster = broadcaster;
        this.clock = clock;
    }

    /** The same, whose changes are known to have been made on this client. */
    public Inbox from(String clientId) {
        return new Inbox(transactions.from(clientId), reader, rows, marks, entities, messages, broadcaster, clock);
    }

    public InboxPage page(Caller caller, InboxQuery query) {
        return transactions.run(caller, () -> reader.page(caller, query));
    }

    public UnreadCount unread(Caller caller) {
        return transactions.run(caller, () -> reader.unreadCount(caller));
    }

    /** The same for nobody's request: pods count for users who are away. */
    public UnreadCount unread(String organizationId, String userId) {
        return transactions.run(organizationId, () -> reader.unreadCount(organizationId, userId));
    }

    /** Fails with {@link NotInInbox} if there is none. */
    public InboxNotification find(Caller caller, long id) {
        return transactions.run(caller, () -> reader.one(caller, id).orElseThrow(NotInInbox::new));
    }

    /**
     * Count, newest notifications and the head that they belong to, at one moment.
     *
     * @param types as in a stream's filter; null for all
     */
    public InboxSnapshot snapshot(Caller caller, int size, @Nullable String types) {
        InboxQuery query = new InboxQuery(size, Long.MAX_VALUE, false, false, TypePatterns.parse("types", types));
        return transactions.run(caller, () -> reader.snapshot(caller, query));
    }

    public InboxNotification change(Caller caller, long id, InboxChange change) {
        Outcome<InboxNotification> outcome = transactions.run(caller, () -> {
            mark(caller, List.of(id), (marked, readThrough) -> {
                if (change.isArchived() != null) {
                    marked.mark().archived = change.isArchived();
                }
                if (change.isRead() != null) {
                    setRead(marked, readThrough, change.isRead());
                }
            });
            return new Outcome<>(reader.one(caller, id).orElseThrow(NotInInbox::new), reader.unreadCount(caller));
        });
        tell(caller, outcome.unreadCount(), InboxDelta.by(change, id));
        return outcome.result();
    }

    /** Marks {@code ids} read as far as they are in the inbox. Fails with {@link NotInInbox} if none is. */
    public UnreadCount read(Caller caller, List<Long> ids) {
        Outcome<List<Long>> outcome = transactions.run(caller, () -> {
            List<Long> read = mark(caller, ids, (marked, readThrough) -> setRead(marked, readThrough, true));
            return new Outcome<>(read, reader.unreadCount(caller));
        });
        tell(caller, outcome.unreadCount(), InboxDelta.read(outcome.result()));
        return outcome.unreadCount();
    }

    /** Marks everything up to {@code through} read, however much that is, by moving the watermark. */
    public UnreadCount readThrough(Caller caller, long through) {
        Outcome<Long> outcome = transactions.run(caller, () -> {
            long reached = (Long) entities.createNativeQuery(InboxStatements.READ_THROUGH, Long.class)
                    .setParameter("organization", caller.organizationId())
                    .setParameter("user", caller.userId())
                    .setParameter("through", through)
                    .getSingleResult();
            marks.yieldToWatermark(caller, reached);
            return new Outcome<>(reached, reader.unreadCount(caller));
        });
        tell(caller, outcome.unreadCount(), InboxDelta.readThrough(outcome.result()));
        return outcome.unreadCount();
    }

    /**
     * Everything up to {@code through} has been on a screen: the list was opened, or a toast was shown. Tells the user's
     * clients only if that is news: each of them may say the same.
     */
    public UnreadCount seenThrough(Caller caller, long through) {
        Outcome<Boolean> outcome = transactions.run(caller, () -> {
            boolean moved = !entities.createNativeQuery(InboxStatements.SEEN_THROUGH, Long.class)
                    .setParameter("organization", caller.organizationId())
                    .setParameter("user", caller.userId())
                    .setParameter("through", through)
                    .getResultList()
                    .isEmpty();
            return new Outcome<>(moved, reader.unreadCount(caller));
        });
        if (outcome.result()) {
            tell(caller, outcome.unreadCount(), InboxDelta.NONE);
        }
        return outcome.unreadCount();
    }

    /** Something else than the inbox has changed the counts: tells the user's clients. */
    public void tellCount(Caller caller) {
        tell(caller, unread(caller), InboxDelta.NONE);
    }

    /** From this user's inbox only. */
    public void delete(Caller caller, long id) {
        UnreadCount unreadCount = transactions.run(caller, () -> {
            mark(caller, List.of(id), (marked, readThrough) -> marked.mark().deleted = true);
            return reader.unreadCount(caller);
        });
        tell(caller, unreadCount, InboxDelta.deleted(id));
    }

    private List<Long> mark(Caller caller, List<Long> ids, ObjLongConsumer<InboxMarks.Marked> change) {
        // Before the user's row is locked, because others wait for that row.
        List<NotificationRow> visible = rows.visible(caller, ids, clock.instant());
        if (visible.isEmpty()) {
            throw new NotInInbox();
        }
        long readThrough = (Long) entities.createNativeQuery(InboxStatements.TOUCH, Long.class)
                .setParameter("organization", caller.organizationId())
                .setParameter("user", caller.userId())
                .getSingleResult();
        List<InboxMarks.Marked> found = marks.of(caller, visible);
        if (found.isEmpty()) {
            throw new NotInInbox();
        }
        found.forEach(marked -> change.accept(marked, readThrough));
        marks.keep(found);
        return found.stream().map(marked -> marked.row().key.number()).toList();
    }

    private void setRead(InboxMarks.Marked marked, long readThrough, boolean read) {
        InboxMark mark = marked.mark();
        if (mark.isRead(readThrough) != read) {
            mark.read = read;
            // A notification read before its successor came stays in the list; one read later does not come back.
            mark.replaced = read && rows.hasSuccessor(marked.row());
        }
    }

    private void tell(Caller caller, UnreadCount unreadCount, InboxDelta changed) {
        broadcaster.signalUser(caller.userId(), caller.organizationId(), messages.inbox(unreadCount, changed));
    }

    private record Outcome<T>(T result, UnreadCount unreadCount) {}
}
