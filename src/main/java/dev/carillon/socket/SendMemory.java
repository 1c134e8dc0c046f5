package dev.carillon.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside the heap, of an event loop's or a {@link IoSubmitBatch}'s own, for the bytes that it is handing to the
 * kernel: what ten thousand sockets get one after the other is copied here once, and nothing has to be allocated for
 * it.
 */
public final class SendMemory {

    /** More than nearly all notifications; those that are larger have memory of their own. */
    public static final int SIZE = 32_768;

    private static final FastThreadLocal<SendMemory> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected SendMemory initialValue() {
            return new SendMemory();
        }
    };

    private final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE);
    private final long address;
    private @Nullable SharedBytes held;

    SendMemory() {
        address = addressOf(memory);
    }

    /** Of its first byte, wherever its position is; 0 where the platform does not tell. */
    static long addressOf(ByteBuffer direct) {
        ByteBuf view = Unpooled.wrappedBuffer(direct.duplicate().clear());
        return view.hasMemoryAddress() ? view.memoryAddress() : 0;
    }

    /** The calling thread's. */
    public static SendMemory ofThread() {
        return OF_THREAD.get();
    }

    /** Whether the bytes are here now, from the beginning; false where they do not fit. */
    boolean hold(SharedBytes bytes) {
        if (held == bytes) {
            return true;
        }
        if (bytes.chunkLength() > SIZE) {
            return false;
        }
        bytes.copyTo(memory);
        held = bytes;
        return true;
    }

    ByteBuffer memory() {
        return memory;
    }

    /** 0 where only {@link #memory} can be used. */
    long address() {
        return address;
    }
}
