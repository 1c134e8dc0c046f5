package dev.carillon.fanout;

import dev.carillon.notification.LogPage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames loaded from the database, shared by all clients that are behind in the same place.
 *
 * @param after the page begins behind this id
 * @param through and ends with this one; ids between two frames are deleted and never come back
 */
public record FramePage(long after, long through, List<Frame> frames) {

    public static FramePage of(LogPage page, Instant now) {
        return new FramePage(
                page.after(),
                page.through(),
                page.rows().stream()
                        // What has expired is not shown any more; to a reader its id is missing like a deleted one.
                        .filter(row -> row.isCurrent(now))
                        .map(row -> Frame.of(page.epoch(), row, now))
                        .toList());
    }

    boolean holds(long id) {
        return after < id && id <= through;
    }

    /** The first frame with this id or a later one; null where the rest of the page is deleted. */
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
