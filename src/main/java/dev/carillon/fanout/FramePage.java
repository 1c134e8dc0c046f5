package dev.carillon.fanout;

import dev.carillon.notification.LogPage;
import dev.carillon.notification.LogPosition;
import dev.carillon.notification.Notification;
import dev.carillon.sse.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Frames loaded from the database, shared by all clients that are behind in the same place. */
public final class FramePage {

    // Bytes of a frame's objects, as in RecentLogBudget, and of its mark.
    private static final int OVERHEAD = 200;

    private final long after;
    private final long through;
    private final List<Frame> frames;
    // By id, from `after` on; 0 where no notification is, which is no mark of one.
    private final int[] marks;

    private FramePage(long after, long through, List<Frame> frames, int[] marks) {
        this.after = after;
        this.through = through;
        this.frames = frames;
        this.marks = marks;
    }

    /**
     * The notifications after {@code after} for clients that are behind: without what has expired. A reader cannot tell expired
     * notifications from dropped ones.
     *
     * @param rows read from {@code after - 1} on, because the notification at {@code after} proves to a reader that it
     *     continues the reader's history
     */
    public static FramePage of(LogPage rows, long after, Instant now) {
        return of(rows, after, now, row -> row.isCurrent(now));
    }

    /** All of it, as messages would have brought it. */
    public static FramePage whole(LogPage rows, long after, Instant now) {
        return of(rows, after, now, row -> true);
    }

    private static FramePage of(LogPage rows, long after, Instant now, Predicate<Notification> shown) {
        long through = Math.max(rows.through(), after);
        int[] marks = new int[(int) (through - after) + 1];
        LogPosition floor = rows.floor();
        if (floor.id() >= after && floor.id() <= through) {
            marks[(int) (floor.id() - after)] = floor.mark();
        }
        List<Frame> frames = new ArrayList<>(rows.rows().size());
        for (Notification row : rows.rows()) {
            int at = (int) (row.id() - after);
            if (at >= 0) {
                marks[at] = row.mark();
            }
            if (at > 0 && shown.test(row)) {
                frames.add(Frame.of(marks[at - 1], row, now));
            }
        }
        return new FramePage(after, through, frames, marks);
    }

    boolean holds(long id) {
        return after < id && id <= through;
    }

    /** Whether it has this notification, or a change of it. */
    public boolean isAbout(long notification) {
        return frames.stream().anyMatch(frame -> frame.isAbout(notification));
    }

    /** The last id of the page; ids without a frame are dropped or expired, and never come back. */
    long through() {
        return through;
    }

    /** Whether the notification at the cursor's id is the cursor's, so that the page continues it. */
    public boolean continues(Cursor cursor) {
        return cursor.id() == 0 || cursor.equals(cursorAt(cursor.id()));
    }

    /** Null if the page does not know the notification with this id. */
    public @Nullable Cursor cursorAt(long id) {
        if (id < after || id > through) {
            return null;
        }
        int mark = marks[(int) (id - after)];
        return mark == 0 ? null : new Cursor(mark, id);
    }

    /** Estimated bytes. Content counts twice, because clients may want it compressed, too. */
    long cost() {
        long bytes = 0;
        for (Frame frame : frames) {
            bytes += 2L * frame.bytes().length() + OVERHEAD;
        }
        return bytes + OVERHEAD;
    }

    public List<Frame> frames() {
        return frames;
    }

    /** The first frame with this id or a later one; null if the page has none. */
    @Nullable
    Frame firstFrom(long id) {
        int low = 0;
        int high = frames.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (frames.get(middle).id() < id) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < frames.size() ? frames.get(low) : null;
    }
}
