package dev.carillon.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside the heap for the bytes that are being handed to the kernel, owned by an event loop or an {@link
 * IoSubmitBatch}. Bytes for ten thousand sockets are copied here once, without an allocation.
 */
final class SendMemory {

    /** Larger than nearly all notifications; larger ones are sent from their own buffer. */
    static final int SIZE = 32_768;

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

    /** Address of the first byte, regardless of the position; 0 if the platform hides it. */
    static long addressOf(ByteBuffer direct) {
        ByteBuf view = Unpooled.wrappedBuffer(direct.duplicate().clear());
        return view.hasMemoryAddress() ? view.memoryAddress() : 0;
    }

    /** The calling thread's. */
    static SendMemory ofThread() {
        return OF_THREAD.get();
    }

    /** Copies the bytes to the beginning of the memory, unless they are there; false if they do not fit. */
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

    /** 0 if only {@link #memory} can be used. */
    long address() {
        return address;
    }
}
