package dev.carillon.fanout;

import dev.carillon.sse.Cursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames loaded for one user, by the user's own index. They are for a client so far behind that most of the log before it
 * is for others. The channel has proved that all of the page is in one history.
 *
 * @param after where it begins
 * @param frames of the user and of everybody, in id order
 * @param through where it ends; nothing for the user lies between the last frame and this
 * @param changes {@link OrganizationLog#changes} before it was read
 */
public record UserPage(Cursor after, List<Frame> frames, Cursor through, long changes) {
    public UserPage {
        frames = List.copyOf(frames);
    }

    /** Whether it has this notification, or a change of it. */
    public boolean isAbout(long notification) {
        return frames.stream().anyMatch(frame -> frame.isAbout(notification));
    }

    /** The first frame after this id; null if there is none. */
    @Nullable
    Frame firstAfter(long id) {
        for (Frame frame : frames) {
            if (frame.id() > id) {
                return frame;
            }
        }
        return null;
    }
}
