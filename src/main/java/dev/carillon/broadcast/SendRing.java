package dev.carillon.broadcast;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Hands the same bytes to many sockets with one system call: an {@code io_uring} whose entries are sends. What a
 * delivery costs is mostly the kernel's own work; the way into the kernel and out of the JVM is most of the rest, and
 * is taken once for a batch here.
 *
 * <p>The sends are the same as {@link DirectWrite}'s: none waits, and each has its result when {@link #submit} returns.
 * So there is nothing to wait for. The bytes lie in memory of the ring's own, as who is written to in between, past the
 * ring, would overwrite those of the event loop.
 *
 * <p>Owned by one event loop, on which it must be made too. The layout of the memory and the numbers are of the
 * kernel's {@code linux/io_uring.h}, where they are fixed.
 */
final class SendRing {

    /** Sends in a batch: enough that of the system call hardly anything is left for each. */
    static final int BATCH = 128;

    private static final long SETUP = 425;
    private static final long ENTER = 426;
    // The youngest came with Linux 6.6. Older kernels refuse them and so the ring: what it relies on was not tried
    // there.
    private static final int SUBMIT_ALL = 1 << 7;
    private static final int SINGLE_ISSUER = 1 << 12;
    private static final int NO_SUBMISSION_ARRAY = 1 << 16;

    private static final int PARAMETERS_BYTES = 120;
    private static final int PARAMETERS_COMPLETIONS = 4;
    private static final int PARAMETERS_FLAGS = 8;
    private static final int PARAMETERS_SUBMISSION_RING = 40;
    private static final int PARAMETERS_COMPLETION_RING = 80;
    private static final int RING_HEAD = 0;
    private static final int RING_TAIL = 4;
    private static final int RING_ENTRIES_OF_COMPLETIONS = 20;

    private static final long MAP_ENTRIES_AT = 0x10000000L;
    private static final long READ_AND_WRITE = 3;
    private static final long SHARED_AND_POPULATED = 0x8001;

    private static final int ENTRY_BYTES = 64;
    private static final int ENTRY_DESCRIPTOR = 4;
    private static final int ENTRY_ADDRESS = 16;
    private static final int ENTRY_LENGTH = 24;
    private static final int ENTRY_MESSAGE_FLAGS = 28;
    private static final int ENTRY_USER_DATA = 32;
    private static final byte SEND = 26;
    // MSG_DONTWAIT and MSG_NOSIGNAL
    private static final int DO_NOT_WAIT = 0x4040;

    private static final int COMPLETION_BYTES = 16;
    private static final int COMPLETION_RESULT = 8;
    private static final int WOULD_BLOCK = -11;
    private static final int UNKNOWN = Integer.MIN_VALUE;
    // The kernel takes all entries of a batch at once, unless it is short of memory.
    private static final int ATTEMPTS = 3;

    private static final VarHandle NUMBER = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final int descriptor;
    private final ByteBuffer entries;
    private final ByteBuffer ring;
    private final int submissionHead;
    private final int submissionTail;
    private final int completionHead;
    private final int completionTail;
    private final int completions;
    private final int completionMask;
    private final SendMemory memory = new SendMemory();
    private final int[] seats = new int[BATCH];
    private final int[] results = new int[BATCH];
    private int length;
    private int tail;
    private int size;
    private boolean broken;

    /** @throws UnsupportedOperationException where the kernel has no such ring, or does not let this process have one */
    SendRing() {
        ByteBuffer parameters = parameters();
        descriptor = setUp(parameters);
        completions = parameters.getInt(PARAMETERS_COMPLETION_RING + RING_ENTRIES_OF_COMPLETIONS);
        completionMask = parameters.getInt(PARAMETERS_COMPLETIONS) - 1;
        submissionHead = parameters.getInt(PARAMETERS_SUBMISSION_RING + RING_HEAD);
        submissionTail = parameters.getInt(PARAMETERS_SUBMISSION_RING + RING_TAIL);
        completionHead = parameters.getInt(PARAMETERS_COMPLETION_RING + RING_HEAD);
        completionTail = parameters.getInt(PARAMETERS_COMPLETION_RING + RING_TAIL);
        ring = map(completions + (completionMask + 1) * COMPLETION_BYTES, 0);
        entries = map(BATCH * ENTRY_BYTES, MAP_ENTRIES_AT);
        for (int slot = 0; slot < BATCH; slot++) {
            entries.put(slot * ENTRY_BYTES, SEND);
            entries.putInt(slot * ENTRY_BYTES + ENTRY_MESSAGE_FLAGS, DO_NOT_WAIT);
            entries.putLong(slot * ENTRY_BYTES + ENTRY_ADDRESS, memory.address());
            entries.putLong(slot * ENTRY_BYTES + ENTRY_USER_DATA, slot);
        }
    }

    /** @throws UnsupportedOperationException where there can be no ring */
    static void requireAllowed() {
        NativeCalls.close(setUp(parameters()));
    }

    private static ByteBuffer parameters() {
        return ByteBuffer.allocateDirect(PARAMETERS_BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(PARAMETERS_FLAGS, SUBMIT_ALL | SINGLE_ISSUER | NO_SUBMISSION_ARRAY);
    }

    private static int setUp(ByteBuffer parameters) {
        int descriptor = (int) NativeCalls.syscall(SETUP, BATCH, SendMemory.addressOf(parameters), 0, 0, 0, 0);
        if (descriptor < 0) {
            throw new UnsupportedOperationException("The kernel gives no io_uring");
        }
        return descriptor;
    }

    private ByteBuffer map(int bytes, long at) {
        long address = NativeCalls.mmap(0, bytes, READ_AND_WRITE, SHARED_AND_POPULATED, descriptor, at);
        if (address == -1) {
            NativeCalls.close(descriptor);
            throw new UnsupportedOperationException("The kernel does not share the memory of its io_uring");
        }
        return NativeCalls.memory(address, bytes);
    }

    boolean isFull() {
        return size == BATCH;
    }

    /** After a failure of the ring itself: what it has been given is told, and it takes nothing more. */
    boolean isBroken() {
        return broken;
    }

    /** What is sent from now on; false if it cannot be, as it is too large, or as a batch of something else waits. */
    boolean hold(SharedBytes bytes) {
        if (size > 0 || !memory.hold(bytes)) {
            return false;
        }
        length = bytes.chunkLength();
        return true;
    }

    /** One more socket for the batch, which must not be full. @param seat is told with the result */
    void add(int socket, int seat) {
        int slot = tail++ & (BATCH - 1);
        int entry = slot * ENTRY_BYTES;
        entries.putInt(entry + ENTRY_DESCRIPTOR, socket);
        entries.putInt(entry + ENTRY_LENGTH, length);
        seats[slot] = seat;
        results[slot] = UNKNOWN;
        size++;
    }

    /** Sends the batch; {@code rest} is told of each socket that has not taken everything. */
    void submit(Rest rest) {
        if (size == 0) {
            return;
        }
        NUMBER.setRelease(ring, submissionTail, tail);
        for (int attempt = 0; attempt < ATTEMPTS && waiting() > 0; attempt++) {
            NativeCalls.syscall(ENTER, descriptor, waiting(), 0, 0, 0, 0);
        }
        int first = tail - size;
        broken = reap() < size;
        size = 0;
        if (broken) {
            NativeCalls.close(descriptor);
        }
        tell(first, tail - waiting(), rest);
    }

    /** Everybody whom it concerns, even if one of them fails: his rest would be missing in the middle of a stream. */
    private void tell(int first, int taken, Rest rest) {
        RuntimeException failure = null;
        for (int i = first; i != tail; i++) {
            int slot = i & (BATCH - 1);
            if (results[slot] < length) {
                try {
                    rest.of(seats[slot], bytes(results[slot], i - taken < 0));
                } catch (RuntimeException e) {
                    failure = e;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Entries that the kernel has not taken yet. */
    private int waiting() {
        return tail - (int) NUMBER.getAcquire(ring, submissionHead);
    }

    private int reap() {
        int head = (int) NUMBER.get(ring, completionHead);
        int end = (int) NUMBER.getAcquire(ring, completionTail);
        int told = end - head;
        for (; head != end; head++) {
            int at = completions + (head & completionMask) * COMPLETION_BYTES;
            results[(int) ring.getLong(at)] = ring.getInt(at + COMPLETION_RESULT);
        }
        NUMBER.setRelease(ring, completionHead, head);
        return told;
    }

    private static int bytes(int result, boolean takenByKernel) {
        if (result == UNKNOWN) {
            // What the kernel has taken and does not tell of may have been sent or not: only a new connection knows.
            return takenByKernel ? DirectWrite.FAILED : DirectWrite.NOTHING;
        }
        if (result == WOULD_BLOCK) {
            return DirectWrite.NOTHING;
        }
        return result < 0 ? DirectWrite.FAILED : result;
    }

    /** Is told of a socket that has not taken everything. */
    interface Rest {

        /** @param taken bytes, or {@link DirectWrite#FAILED} */
        void of(int seat, int taken);
    }
}
