package dev.carillon.socket;

import dev.carillon.sse.Gzip;
import dev.carillon.sse.GzipText;
import dev.carillon.sse.HttpChunk;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that many connections send. The same memory holds them as they are and as a chunk of HTTP/1.1.
 *
 * <p>They are a plain array on the heap, because most of an organization's recent frames are never needed again and an
 * array is the least work for the collector. For connections that must queue them they are copied once outside the
 * heap, and all queues share the copy.
 */
public final class SharedBytes {

    private final byte[] framed;
    private final int payloadAt;
    private final int payloadLength;
    private final List<SharedBytes> parts;
    private volatile @Nullable ByteBuf queued;
    private volatile @Nullable SharedBytes gzip;
    private volatile @Nullable GzipText gzipText;

    private SharedBytes(byte[] framed, int payloadAt, int payloadLength, List<SharedBytes> parts) {
        this.framed = framed;
        this.payloadAt = payloadAt;
        this.payloadLength = payloadLength;
        this.parts = parts;
    }

    public static SharedBytes of(byte[] payload) {
        return of(payload, List.of());
    }

    private static SharedBytes of(byte[] payload, List<SharedBytes> parts) {
        byte[] head = HttpChunk.head(payload.length);
        byte[] tail = HttpChunk.tail();
        byte[] framed = new byte[head.length + payload.length + tail.length];
        System.arraycopy(head, 0, framed, 0, head.length);
        System.arraycopy(payload, 0, framed, head.length, payload.length);
        System.arraycopy(tail, 0, framed, head.length + payload.length, tail.length);
        return new SharedBytes(framed, head.length, payload.length, parts);
    }

    /** The parts, one after the other. */
    public static SharedBytes joined(List<SharedBytes> parts) {
        ByteBuffer payload =
                ByteBuffer.allocate(parts.stream().mapToInt(SharedBytes::length).sum());
        parts.forEach(part -> payload.put(part.payloadMemory()));
        return of(payload.array(), parts);
    }

    /** Copies the chunk for a direct write; {@code memory} has room for {@link #chunkLength}. */
    void copyTo(ByteBuffer memory) {
        memory.put(0, framed);
    }

    /** Bytes of the chunk, including its framing. */
    public int chunkLength() {
        return framed.length;
    }

    /** For a connection that bypasses its HTTP encoder; each call returns its own indices over the same memory. */
    public ByteBuf chunk() {
        return queued().duplicate();
    }

    /** For a connection whose encoder does the framing. */
    public ByteBuf payload() {
        return queued().slice(payloadAt, payloadLength);
    }

    /** From any event loop; made for the first connection that asks, and at worst once on each loop. */
    private ByteBuf queued() {
        ByteBuf made = queued;
        if (made == null) {
            ByteBuffer memory =
                    ByteBuffer.allocateDirect(framed.length).put(framed).flip();
            // Freed by the collector, not by a reference count: thousands of sockets share it, and one release too many
            // would hand other bytes to all of them.
            made = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(memory));
            queued = made;
        }
        return made;
    }

    /** The same as a piece of a gzip stream; from any event loop, like {@link #chunk}. */
    public SharedBytes gzip() {
        SharedBytes made = gzip;
        if (made == null) {
            made = parts.isEmpty() ? of(Gzip.piece(payloadCopy())) : joinedGzip();
            gzip = made;
        }
        return made;
    }

    /** Joins the compressed parts, because most of them were compressed for another client already. */
    private SharedBytes joinedGzip() {
        return joined(parts.stream().map(SharedBytes::gzip).toList());
    }

    private byte[] payloadCopy() {
        return Arrays.copyOfRange(framed, payloadAt, payloadAt + payloadLength);
    }

    /** The payload's share in the checksum of each stream that sends it as {@link #gzip}; from any event loop. */
    public GzipText gzipText() {
        GzipText made = gzipText;
        if (made == null) {
            made = GzipText.of(framed, payloadAt, payloadLength);
            gzipText = made;
        }
        return made;
    }

    /** The payload alone, with the caller's own indices. */
    public ByteBuffer payloadMemory() {
        return ByteBuffer.wrap(framed, payloadAt, payloadLength);
    }

    /** Bytes of the payload. */
    public int length() {
        return payloadLength;
    }
}
