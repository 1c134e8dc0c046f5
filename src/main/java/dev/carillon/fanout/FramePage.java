package dev.carillon.fanout;

import dev.carillon.notification.LogPage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames loaded from the database, shared by all clients that are behind in the same place.
 *
 * @param after the page begins with the id after this one
 * @param through the last id of the page; ids without a frame are deleted or expired, and never come back
 */
public record FramePage(long after, long through, List<Frame> frames) {

    public static FramePage of(LogPage page, Instant now) {
        return new FramePage(
                page.after(),
                page.through(),
                page.rows().stream()
                        // Expired notifications are not shown; a reader cannot tell them from deleted ones.
                        .filter(row -> row.isCurrent(now))
                        .map(row -> Frame.of(page.epoch(), row, now))
                        .toList());
    }

    boolean holds(long id) {
        return after < id && id <= through;
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
