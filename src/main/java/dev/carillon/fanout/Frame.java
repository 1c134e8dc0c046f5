package dev.carillon.fanout;

import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationJson;
import dev.carillon.socket.SharedBytes;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.SseText;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One notification as the bytes that every client of this pod gets: encoded once, then only shared.
 *
 * <p>A pod keeps thousands of frames, so the counts are fields rather than objects.
 */
public final class Frame {

    private static final AtomicIntegerFieldUpdater<Frame> OUTSTANDING_SHARDS =
            AtomicIntegerFieldUpdater.newUpdater(Frame.class, "outstandingShards");
    private static final AtomicIntegerFieldUpdater<Frame> WRITTEN =
            AtomicIntegerFieldUpdater.newUpdater(Frame.class, "written");

    // A comment, which fires nothing in a page. Nobody is sent it: the length of a chunk may not be 0.
    private static final byte[] COMMENT = {':', '\n', '\n'};
    private static final SharedBytes NONE = SharedBytes.of(COMMENT);
    private static final SharedBytes OUTDATED = SharedBytes.of(COMMENT);

    // No user has this id.
    private static final String NOBODY = "";

    private final long id;
    private final int mark;
    private final int before;
    private final @Nullable String userId;
    private final String type;
    private final long createdAtMillis;
    private final SharedBytes bytes;
    private final @Nullable String traceParent;
    private final long changes;
    private @Nullable Instant arrivedAt;

    @SuppressWarnings("UnusedVariable") // Read through its updater.
    private volatile int outstandingShards;

    private volatile int written;

    /**
     * @param before the mark of the notification before it; 0 before the first
     * @param userId null for the whole organization
     * @param createdAtMillis by the database's clock, milliseconds since 1970
     * @param traceParent null if it is not traced
     * @param changes the id of the notification that this entry recalls or updates; 0 for a notification
     */
    public Frame(
            Cursor cursor,
            int before,
            @Nullable String userId,
            String type,
            long createdAtMillis,
            SharedBytes bytes,
            @Nullable String traceParent,
            long changes) {
        this.id = cursor.id();
        this.mark = cursor.mark();
        this.before = before;
        this.userId = userId;
        this.type = type;
        this.createdAtMillis = createdAtMillis;
        this.bytes = bytes;
        this.traceParent = traceParent;
        this.changes = changes;
    }

    /**
     * For nobody if the notification was recalled.
     *
     * @param before the mark of the notification before it
     */
    public static Frame of(int before, Notification notification, Instant now) {
        Cursor cursor = new Cursor(notification.mark(), notification.id());
        boolean erased = notification.isErased();
        Notification.Change change = notification.change();
        return new Frame(
                cursor,
                before,
                erased ? NOBODY : notification.recipient().nullableUser(),
                notification.type(),
                notification.createdAt().toEpochMilli(),
                erased ? NONE : SharedBytes.of(SseText.event(cursor, NotificationJson.writeMessage(notification, now))),
                notification.extras().traceParent(),
                change == null ? 0 : change.of());
    }

    /** The same place in the log without its text, which must not be shown any more. */
    Frame outdated() {
        return new Frame(cursor(), before, userId, type, createdAtMillis, OUTDATED, null, changes);
    }

    /** Whether only the database may say what is shown in its place. */
    boolean isOutdated() {
        return bytes == OUTDATED;
    }

    /** The id of the notification that this entry recalls or updates; 0 for a notification. */
    public long changes() {
        return changes;
    }

    /** Whether it is this notification, or changes it. */
    boolean isAbout(long notification) {
        return id == notification || changes == notification;
    }

    public long id() {
        return id;
    }

    /** Where a client stands that has got it. */
    public Cursor cursor() {
        return new Cursor(mark, id);
    }

    public int mark() {
        return mark;
    }

    /** The mark of the notification before it: only who stands there may get this frame next. */
    public int before() {
        return before;
    }

    /** Where a client stands that gets it next. */
    Cursor cursorBefore() {
        return new Cursor(before, id - 1);
    }

    public String type() {
        return type;
    }

    /** When the notification was committed, by the database's clock; milliseconds since 1970. */
    public long createdAtMillis() {
        return createdAtMillis;
    }

    public SharedBytes bytes() {
        return bytes;
    }

    /** Null for the whole organization. */
    public @Nullable String userId() {
        return userId;
    }

    /** Null if it is not traced. */
    public @Nullable String traceParent() {
        return traceParent;
    }

    /** Before it is appended. */
    public void arrived(Instant at) {
        arrivedAt = at;
    }

    /** When it came to this pod; null unless it is traced. */
    public @Nullable Instant arrivedAt() {
        return arrivedAt;
    }

    /** Before it is appended: how many channel shards will report to {@link #countWritten}. */
    public void expectShards(int shards) {
        outstandingShards = shards;
    }

    /** Called once by each channel shard. The last one gets the sum, unless it is 0. */
    public OptionalInt countWritten(int clients) {
        int sum = WRITTEN.addAndGet(this, clients);
        return OUTSTANDING_SHARDS.decrementAndGet(this) == 0 && sum > 0 ? OptionalInt.of(sum) : OptionalInt.empty();
    }

    /** How many clients of this pod it was written to, without replays. */
    public int writtenTo() {
        return written;
    }

    public boolean isFor(String user) {
        return userId == null || userId.equals(user);
    }
}
