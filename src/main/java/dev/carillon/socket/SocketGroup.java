package dev.carillon.socket;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands the same bytes to many sockets. Each socket gets all of the bytes, after everything that it was given before; the
 * rest of a partial write is queued on its connection. {@link BatchWriter} hides how the kernel is asked.
 *
 * <p>Members stand in slots without gaps. A member without a writer, or whose connection has bytes queued, is left to
 * the caller. Owned by one event loop, which owns the sockets too.
 */
public final class SocketGroup {

    /** Bytes. Larger ones would not fit into an event loop's send memory, and would be copied for each socket. */
    public static final int MAX_COPIED_BYTES = SendMemory.SIZE;

    private static final int INITIAL_SIZE = 4;

    private final IoSubmitSupport ioSubmit;
    // By slot; null in both for a member without a writer. Two arrays, because sockets that take the same bytes get
    // them
    // one after the other.
    private @Nullable SocketWriter[] plain = new @Nullable SocketWriter[INITIAL_SIZE];
    private @Nullable SocketWriter[] compressed = new @Nullable SocketWriter[INITIAL_SIZE];
    private int size;
    private int compressing;

    public SocketGroup(IoSubmitSupport ioSubmit) {
        this.ioSubmit = ioSubmit;
    }

    /** Adds a member in the next slot, without a writer. */
    public void add() {
        if (size == plain.length) {
            plain = Arrays.copyOf(plain, size * 2);
            compressed = Arrays.copyOf(compressed, size * 2);
        }
        size++;
    }

    /** Removes a member. The last one moves to its slot. */
    public void remove(int slot) {
        set(slot, null);
        int last = --size;
        plain[slot] = plain[last];
        compressed[slot] = compressed[last];
        plain[last] = null;
        compressed[last] = null;
    }

    /** The member in this slot is written to this way from now on; null if it is left to the caller. */
    public void set(int slot, @Nullable SocketWriter writer) {
        boolean compresses = writer != null && writer.isCompressed();
        compressing += (compresses ? 1 : 0) - (compressed[slot] == null ? 0 : 1);
        plain[slot] = compresses ? null : writer;
        compressed[slot] = compresses ? writer : null;
    }

    /**
     * Sends to all members that can be written to and want events of this type. Nobody may be added or removed
     * meanwhile.
     *
     * @param type null for events of several types: members that want only some types are then left to the caller
     * @param others gets the slots of members that are left to the caller, each once
     * @return to how many members it was sent
     */
    public int send(SharedBytes bytes, @Nullable String type, IntConsumer others) {
        int sent = send(bytes, type, plain, others);
        if (compressing > 0) {
            sent += send(bytes, type, compressed, others);
        }
        return sent;
    }

    private int send(SharedBytes bytes, @Nullable String type, @Nullable SocketWriter[] writers, IntConsumer others) {
        BatchWriter batch = ioSubmit.writer(writers == plain ? bytes : bytes.gzip(), size);
        int sent = 0;
        try {
            for (int slot = 0; slot < size; slot++) {
                SocketWriter writer = free(type, slot, writers, others);
                if (writer != null) {
                    writer.count(bytes);
                    batch.add(writer);
                    sent++;
                }
            }
        } finally {
            batch.submit();
        }
        return sent;
    }

    /** Null if the member is left to the caller, does not want the event, or takes bytes of the other kind. */
    private @Nullable SocketWriter free(
            @Nullable String type, int slot, @Nullable SocketWriter[] writers, IntConsumer others) {
        SocketWriter writer = writers[slot];
        if (writer != null && writer.isIdle()) {
            if (writer.types() == null) {
                return writer;
            }
            if (type != null) {
                return writer.types().test(type) ? writer : null;
            }
        }
        // Members without a writer are left to the caller in the plain pass only: a member that loses its writer in the
        // plain pass would otherwise be reported twice.
        if (writer != null || (writers == plain && compressed[slot] == null)) {
            others.accept(slot);
        }
        return null;
    }
}
