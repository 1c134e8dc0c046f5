package dev.carillon.socket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Hands the same bytes to many sockets with one system call: {@code io_submit(2)}, whose entries are writes. Most of a
 * delivery's cost is the kernel's own work. Most of the rest is the call from the JVM into the kernel, which a batch
 * makes once.
 *
 * <p>The writes are those of {@link SocketWriter}. The sockets do not block, so each write has its result when {@link
 * #submit} returns, although the interface is called asynchronous. A batch has its own memory, because a single write
 * between {@link #add} and {@link #submit} would overwrite the memory of the event loop.
 *
 * <p>Owned by one event loop. The layout of the entries is that of the kernel's {@code linux/aio_abi.h}. The results
 * are read from the kernel's ring, as {@code libaio} does: asking for them would be a second call.
 *
 * <p>See docs/adr/0022-one-system-call-for-many-sockets.md, docs/adr/0024-sends-by-the-older-interface.md
 */
final class IoSubmitBatch {

    /** Writes in a batch: enough to make the share of each in the system call negligible. */
    static final int BATCH = 128;

    private static final int ENTRY_BYTES = 64;
    private static final int ENTRY_DATA = 0;
    private static final int ENTRY_OPERATION = 16;
    private static final int ENTRY_DESCRIPTOR = 20;
    private static final int ENTRY_ADDRESS = 24;
    private static final int ENTRY_LENGTH = 32;
    private static final short WRITE = 1;

    private static final int RESULTS_SLOTS = 4;
    private static final int RESULTS_HEAD = 8;
    private static final int RESULTS_TAIL = 12;
    private static final int RESULTS_MAGIC = 16;
    private static final int RESULTS_INCOMPATIBLE = 24;
    private static final int RESULTS_HEADER = 32;
    // Marks a ring whose results the process may read itself.
    private static final int MAGIC = 0xa10a10a1;
    private static final int RESULT_BYTES = 32;
    private static final int RESULT_TAKEN = 16;

    private static final long WOULD_BLOCK = -11;
    private static final long UNKNOWN = Long.MIN_VALUE;
    private static final long REJECTED = UNKNOWN + 1;
    // In a row. The kernel rejects an entry when it is short of memory, or when the descriptor is invalid.
    private static final int MAX_REJECTIONS = 3;

    private static final VarHandle NUMBER = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final long context;
    private final ByteBuffer results;
    private final int ringSize;
    private final ByteBuffer entries =
            ByteBuffer.allocateDirect(BATCH * ENTRY_BYTES).order(ByteOrder.nativeOrder());
    private final ByteBuffer pointers =
            ByteBuffer.allocateDirect(BATCH * Long.BYTES).order(ByteOrder.nativeOrder());
    private final long pointersAddress = SendMemory.addressOf(pointers);
    private final SendMemory memory = new SendMemory();
    private final int[] slots = new int[BATCH];
    private final long[] taken = new long[BATCH];
    private int length;
    private int size;
    private int rejections;
    private long calls;
    private boolean broken;

    /** @throws UnsupportedOperationException if the kernel lacks io_submit or forbids it to this process */
    IoSubmitBatch() {
        context = setUp();
        ByteBuffer header = NativeCalls.memory(context, RESULTS_HEADER);
        if (header.getInt(RESULTS_MAGIC) != MAGIC || header.getInt(RESULTS_INCOMPATIBLE) != 0) {
            NativeCalls.destroy(context);
            throw new UnsupportedOperationException("The kernel does not share the results of its io_submit");
        }
        ringSize = header.getInt(RESULTS_SLOTS);
        results = NativeCalls.memory(context, RESULTS_HEADER + ringSize * RESULT_BYTES);
        long address = SendMemory.addressOf(entries);
        for (int i = 0; i < BATCH; i++) {
            int entry = i * ENTRY_BYTES;
            pointers.putLong(i * Long.BYTES, address + entry);
            entries.putLong(entry + ENTRY_DATA, i);
            entries.putShort(entry + ENTRY_OPERATION, WRITE);
            entries.putLong(entry + ENTRY_ADDRESS, memory.address());
        }
    }

    /** @throws UnsupportedOperationException if this process can have no batch */
    static void requireAllowed() {
        new IoSubmitBatch().close();
    }

    private static long setUp() {
        ByteBuffer context = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
        if (NativeCalls.setUp(BATCH, SendMemory.addressOf(context)) != 0) {
            throw new UnsupportedOperationException("The kernel rejects io_setup");
        }
        return context.getLong(0);
    }

    /** Unmaps the memory of the results: do not submit afterward. */
    void close() {
        NativeCalls.destroy(context);
    }

    /** How many system calls it has made to send. */
    long calls() {
        return calls;
    }

    boolean isFull() {
        return size == BATCH;
    }

    /** True after a failure of the kernel. The entries it was given have been reported; do not add more. */
    boolean isBroken() {
        return broken;
    }

    /** Sets the bytes to send. False if they are too large, or if a batch of other bytes waits. */
    boolean hold(SharedBytes bytes) {
        if (size > 0 || !memory.hold(bytes)) {
            return false;
        }
        length = bytes.chunkLength();
        return true;
    }

    /**
     * Adds a socket to the batch, which must not be full.
     *
     * @param socket must not block
     * @param slot is passed on with the result
     */
    void add(int socket, int slot) {
        int entry = size * ENTRY_BYTES;
        entries.putInt(entry + ENTRY_DESCRIPTOR, socket);
        entries.putLong(entry + ENTRY_LENGTH, length);
        slots[size++] = slot;
    }

    /** Sends the batch and calls {@code rest} for each socket that has not taken everything. */
    void submit(OnPartialWrite rest) {
        if (size == 0) {
            return;
        }
        Arrays.fill(taken, 0, size, UNKNOWN);
        int handed = handOver();
        broken = reap() < handed || rejections == MAX_REJECTIONS;
        int reported = size;
        size = 0;
        report(reported, rest);
    }

    /** Returns the number of entries that the kernel has taken. Rejected entries are skipped. */
    private int handOver() {
        int handed = 0;
        int next = 0;
        while (next < size && rejections < MAX_REJECTIONS) {
            calls++;
            int now = (int) NativeCalls.submit(context, size - next, pointersAddress + (long) next * Long.BYTES);
            if (now > 0) {
                rejections = 0;
                handed += now;
                next += now;
            } else {
                rejections++;
                taken[next++] = REJECTED;
            }
        }
        Arrays.fill(taken, next, size, REJECTED);
        return handed;
    }

    private int reap() {
        int head = (int) NUMBER.get(results, RESULTS_HEAD);
        int tail = (int) NUMBER.getAcquire(results, RESULTS_TAIL);
        int reported = 0;
        for (; head != tail; head = head + 1 == ringSize ? 0 : head + 1) {
            int at = RESULTS_HEADER + head * RESULT_BYTES;
            taken[(int) results.getLong(at)] = results.getLong(at + RESULT_TAKEN);
            reported++;
        }
        NUMBER.setRelease(results, RESULTS_HEAD, head);
        return reported;
    }

    /** Reports to all clients even if one of them fails: a missing rest would tear a hole into a client's stream. */
    private void report(int reported, OnPartialWrite rest) {
        RuntimeException failure = null;
        for (int i = 0; i < reported; i++) {
            if (taken[i] < length) {
                try {
                    rest.of(slots[i], bytes(taken[i]));
                } catch (RuntimeException e) {
                    failure = e;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static int bytes(long result) {
        if (result == REJECTED || result == WOULD_BLOCK) {
            return SocketWriter.NOTHING;
        }
        // An entry without a result may or may not have been sent: only a new connection is safe.
        return result < 0 ? SocketWriter.FAILED : (int) result;
    }

    /** Receives each socket that has not taken everything. */
    interface OnPartialWrite {

        /** @param taken bytes, or {@link SocketWriter#FAILED} */
        void of(int slot, int taken);
    }
}
