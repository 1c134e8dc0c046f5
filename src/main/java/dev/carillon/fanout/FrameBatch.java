package dev.carillon.fanout;

import dev.carillon.socket.SharedBytes;
import dev.carillon.socket.SocketGroup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive frames that are all for everybody, or a single frame. A socket takes several as one piece and so with one
 * system call, which is nearly all that a delivery costs. Owned by the shard's loop.
 */
final class FrameBatch {

    private static final int MAX_BYTES = SocketGroup.MAX_COPIED_BYTES;

    private final List<Frame> frames;
    private final int[] written;

    private FrameBatch(List<Frame> frames) {
        this.frames = frames;
        this.written = new int[frames.size()];
    }

    /** The next frames after {@code position}, up to {@code head}; null if the recent log no longer has the first. */
    static @Nullable FrameBatch after(long position, long head, OrganizationLog log) {
        Frame next = log.recent(position + 1);
        if (next == null) {
            return null;
        }
        List<Frame> frames = new ArrayList<>();
        int bytes = 0;
        do {
            frames.add(next);
            bytes += next.bytes().chunkLength();
            next = next.id() < head ? log.recent(next.id() + 1) : null;
        } while (next != null
                && frames.get(0).userId() == null
                && next.userId() == null
                && bytes + next.bytes().chunkLength() <= MAX_BYTES);
        return new FrameBatch(frames);
    }

    int size() {
        return frames.size();
    }

    Frame frame(int index) {
        return frames.get(index);
    }

    Frame last() {
        return frames.get(frames.size() - 1);
    }

    /** Null for everybody. */
    @Nullable
    String userId() {
        return frames.get(0).userId();
    }

    /** All frames as one piece; only for a batch for everybody. */
    SharedBytes bytes() {
        return frames.size() == 1
                ? frames.get(0).bytes()
                : SharedBytes.joined(frames.stream().map(Frame::bytes).toList());
    }

    /** Null for frames of different types. */
    @Nullable
    String type() {
        String type = frames.get(0).type();
        for (Frame frame : frames) {
            if (!frame.type().equals(type)) {
                return null;
            }
        }
        return type;
    }

    /** One more client has got this frame. */
    void count(int index) {
        written[index]++;
    }

    /** This many more clients have got all frames. */
    void countAll(int clients) {
        for (int index = 0; index < written.length; index++) {
            written[index] += clients;
        }
    }

    /** How many clients have got this frame. */
    int written(int index) {
        return written[index];
    }
}
