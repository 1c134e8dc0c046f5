package dev.carillon.broadcast;

import dev.carillon.notification.Notification;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.SseText;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One notification as the bytes that every client of this pod gets: encoded once, then only shared.
 *
 * <p>The bytes lie outside the heap, so that the socket takes them without a copy, and belong to the collector rather
 * than to reference counts: a frame is given to thousands of sockets, and one release too many would hand somebody
 * else's bytes to all of them.
 */
public final class Frame {

    private final long id;
    private final String userId;
    private final String type;
    private final long createdAtMillis;
    private final SharedBytes bytes;
    private final String traceParent;
    private Instant arrivedAt;
    private final AtomicInteger outstandingRooms = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();

    private Frame(long id, String userId, String type, long createdAtMillis, SharedBytes bytes, String traceParent) {
        this.id = id;
        this.userId = userId;
        this.type = type;
        this.createdAtMillis = createdAtMillis;
        this.bytes = bytes;
        this.traceParent = traceParent;
    }

    static Frame of(String epoch, ChannelMessage.Entry entry) {
        byte[] event = SseText.event(new Cursor(epoch, entry.id()), entry.json());
        return new Frame(
                entry.id(),
                entry.userId(),
                entry.type(),
                entry.createdAtMillis(),
                SharedBytes.of(event),
                entry.traceParent());
    }

    static Frame of(String epoch, Notification notification, Instant now) {
        return of(epoch, ChannelMessage.Entry.of(notification, now));
    }

    public long id() {
        return id;
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
    String userId() {
        return userId;
    }

    /** Null where nobody traces it. */
    String traceParent() {
        return traceParent;
    }

    /** Before it is appended. */
    void arrived(Instant at) {
        arrivedAt = at;
    }

    /** When it came to this pod; told of frames that are traced. */
    Instant arrivedAt() {
        return arrivedAt;
    }

    /** Before it is appended: how many rooms will report what they have written. */
    void expectRooms(int rooms) {
        outstandingRooms.setPlain(rooms);
    }

    /** From each room once. Gives the sum to the last one that reports, if there is anything to tell. */
    OptionalInt countWritten(int clients) {
        int sum = written.addAndGet(clients);
        return outstandingRooms.decrementAndGet() == 0 && sum > 0 ? OptionalInt.of(sum) : OptionalInt.empty();
    }

    /** To how many clients of this pod it has gone, replays aside. */
    int writtenTo() {
        return written.get();
    }

    boolean isFor(String user) {
        return userId == null || userId.equals(user);
    }
}
