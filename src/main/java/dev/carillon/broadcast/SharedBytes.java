package dev.carillon.broadcast;

import dev.carillon.sse.Gzip;
import dev.carillon.sse.HttpChunk;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/** Bytes that many connections send: once as they are, and in the same memory as a chunk of HTTP/1.1. */
public final class SharedBytes {

    private final ByteBuffer memory;
    private final ByteBuf chunk;
    private final long address;
    private final int payloadAt;
    private final int payloadLength;
    private volatile SharedBytes gzip;

    private SharedBytes(ByteBuffer memory, int payloadAt, int payloadLength) {
        this.memory = memory;
        this.chunk = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(memory));
        this.address = chunk.hasMemoryAddress() ? chunk.memoryAddress() : 0;
        this.payloadAt = payloadAt;
        this.payloadLength = payloadLength;
    }

    public static SharedBytes of(byte[] payload) {
        byte[] head = HttpChunk.head(payload.length);
        byte[] tail = HttpChunk.tail();
        ByteBuffer memory = ByteBuffer.allocateDirect(head.length + payload.length + tail.length);
        memory.put(head).put(payload).put(tail).flip();
        return new SharedBytes(memory, head.length, payload.length);
    }

    /** For who writes to the socket himself, by absolute positions from 0 to {@link #chunkLength}. */
    public ByteBuffer memory() {
        return memory;
    }

    /** Where {@link #memory} begins, for as long as this object can be reached; 0 where the platform does not tell. */
    public long address() {
        return address;
    }

    /** Bytes of the chunk with its frame. */
    public int chunkLength() {
        return memory.limit();
    }

    /** For a connection that writes past its HTTP encoder; each call gives own indices over the same memory. */
    public ByteBuf chunk() {
        return chunk.duplicate();
    }

    /** For a connection whose encoder frames by itself. */
    public ByteBuf payload() {
        return chunk.slice(payloadAt, payloadLength);
    }

    /**
     * The same as a piece of a gzip stream. From any event loop; made for the first connection that asks, and at worst once
     * on each loop, should they ask at the same moment.
     */
    public SharedBytes gzip() {
        SharedBytes made = gzip;
        if (made == null) {
            byte[] text = new byte[payloadLength];
            memory.get(payloadAt, text);
            made = of(Gzip.piece(text));
            gzip = made;
        }
        return made;
    }

    /** Of the payload alone, with indices of the caller's own. */
    public ByteBuffer payloadMemory() {
        return memory.slice(payloadAt, payloadLength);
    }

    /** Bytes of the payload. */
    public int length() {
        return payloadLength;
    }
}
